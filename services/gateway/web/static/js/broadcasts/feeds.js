// Feeds of others with their health, and the messages that came.

import { onEnter } from "../console/dialog.js";
import { make } from "../field/build.js";
import { fill } from "../format.js";
import { namer, picker } from "./areas.js";

const ROOT = "/v1/cap";
const TONES = { reported: " badge-warn", refused: " badge-crit", applied: " badge-info", cancelled: "", replaced: "" };
const $ = (id) => document.getElementById(id);

const SIDES = ["west", "south", "east", "north"];

export function feeds(page, told) {
  const { api, words, fmt, me } = page;
  const dialog = $("feed");
  const form = dialog.querySelector("form");
  const picked = picker($("feed-areas"), page);
  const places = namer(page);
  let chosen = null;

  $("feed-keep").addEventListener("click", keep);
  onEnter(form, keep);
  // Its button may have been drawn anew meanwhile.
  dialog.addEventListener("close", () => $(`region-${chosen.name}`)?.focus());
  const sets = me.roles.includes("admin") && !me.area;

  $("bring").addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    target.value = "";
    if (!file) return;
    try {
      const told = await api.send("POST", `${ROOT}/incoming`, file, { headers: { "Content-Type": "application/xml" } });
      const more = told.error ? ` ${told.error}` : "";
      page.say(fill(words.taken, { state: words.incomingStates[told.state] }) + more, told.error ? "warn" : "ok", Boolean(told.error));
      await draw();
    } catch (error) {
      page.say(page.explain(error), "warn", true);
    }
  });

  async function draw() {
    const [all, came] = await Promise.all([api.get(`${ROOT}/feeds`), api.get(`${ROOT}/incoming?limit=30`)]);
    await places.learn(all.items.flatMap((one) => one.areas));
    const held = document.activeElement?.closest("#feeds") ? document.activeElement.id : "";
    $("feeds").replaceChildren(...all.items.map(feed));
    if (held) $(held)?.focus();
    $("incoming").replaceChildren(...came.items.map(message));
    $("noincoming").hidden = came.items.length > 0;
    $("incoming").closest(".scroll").hidden = came.items.length === 0;
  }

  function feed(one) {
    const [tone, state] = health(one);
    const last = one.ok_at ? fill(words.lastOk, { time: fmt.moment(one.ok_at) }) : words.notYet;
    const facts = [last, fmt.counted(words.every, Math.round(one.every_s / 60)), region(one), one.url, one.attribution, one.error];
    const turn = sets && make("button", { type: "button", id: `turn-${one.name}`, "class": "btn", on: { click: () => put(one) } }, one.enabled ? words.switchOff : words.switchOn);
    return make("li", { "data-feed": one.name, "data-state": tone },
      make("h3", {}, one.title),
      make("div", { "class": "facts" }, make("span", { "class": `badge badge-${tone}` }, state), ...facts.filter(Boolean).map((text) => make("span", {}, text))),
      make("div", { "class": "acts" }, sets && make("button", { type: "button", id: `region-${one.name}`, "class": "btn", "data-act": "region", on: { click: () => open(one) } }, words.setRegion) || "", turn || ""));
  }

  // What counts as ours: everything, where nothing is set.
  function region({ areas, bounds }) {
    const box = bounds ? SIDES.map((side, n) => `${words.sides[side]} ${fmt.number(bounds[n], 2)}`).join(", ") : "";
    const said = [areas.map(places.of).join(", "), box].filter(Boolean).join(" · ");
    return fill(words.region, { region: said || words.everywhere });
  }

  function open(one) {
    chosen = one;
    form.reset();
    told($("feed-wrong"), "");
    $("feed-title").textContent = one.title;
    picked.put(one.areas);
    for (const [n, side] of SIDES.entries()) form.elements[side].value = one.bounds?.[n] ?? "";
    dialog.showModal();
  }

  async function keep() {
    const given = SIDES.map((side) => form.elements[side].value.trim());
    if (given.some(Boolean) && !given.every(Boolean)) return told($("feed-wrong"), words.allSides);
    const bounds = given.every(Boolean) ? given.map(Number) : null;
    try {
      await send(chosen, { areas: picked.codes(), bounds });
      dialog.close();
      page.say(fill(words.feedSet, { name: chosen.title }));
      await draw();
    } catch (error) {
      told($("feed-wrong"), page.explain(error));
    }
  }

  function send({ name, url, areas, bounds, every_s: every, enabled }, changes) {
    return api.send("PUT", `${ROOT}/feeds/${name}`, { url, areas, bounds, every_s: every, enabled, ...changes });
  }

  function health(one) {
    if (!one.enabled) return ["info", words.off];
    if (one.failed_since) return ["crit", fill(words.failing, { time: fmt.moment(one.failed_since) })];
    return ["ok", words.well];
  }

  async function put(one) {
    try {
      await send(one, { enabled: !one.enabled });
    } catch (error) {
      page.say(page.explain(error), "warn", true);
    }
    await draw();
  }

  function message(one) {
    const again = one.repeats ? fill(words.repeated, { n: fmt.count(one.repeats + 1) }) : "";
    const links = [make("a", { href: `${ROOT}/incoming/${one.id}.xml` }, words.raw), one.incident ? make("a", { href: `/console/incidents?incident=${one.incident}` }, words.incident) : ""];
    return make("tr", { "data-state": one.state },
      make("th", { scope: "row" }, one.headline || one.error, " ", make("span", { "class": "muted" }, one.feed || one.brought_by, again && ` · ${again}`)),
      make("td", {}, one.area),
      make("td", {}, make("span", { "class": `badge${TONES[one.state] ?? ""}`, title: one.error }, words.incomingStates[one.state])),
      make("td", {}, fmt.moment(one.received_at)),
      make("td", {}, ...links.flatMap((link) => [link, " "])));
  }

  return { draw };
}
