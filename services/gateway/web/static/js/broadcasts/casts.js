// Broadcasts: written with a look at the true message, approved by another, sent, stopped.

import { newKey } from "../console/api.js";
import { asked, onEnter } from "../console/dialog.js";
import { make } from "../field/build.js";
import { fill } from "../format.js";
import { picker } from "./areas.js";

const ROOT = "/v1/broadcasts";
const TONES = { waiting: " badge-warn", ready: " badge-info", sending: " badge-info", done: " badge-ok", stopped: " badge-crit", refused: "" };
const $ = (id) => document.getElementById(id);

export function casts(page, told) {
  const { api, words, fmt, me } = page;
  const dialog = $("cast");
  const form = dialog.querySelector("form");
  const areas = picker($("cast-areas"), page);
  let [key, proposal] = [newKey(), null];

  $("write").addEventListener("click", () => open());
  $("cast-look").addEventListener("click", look);
  $("cast-keep").addEventListener("click", keep);
  form.addEventListener("input", stale);
  onEnter(form, look);

  // `from` is what it is written of: `{ areas, subject, text, severity, exercise, proposal }`.
  async function open(from = {}) {
    form.reset();
    areas.put(from.areas ?? []);
    fillIn(from);
    stale();
    told($("cast-wrong"), "");
    [key, proposal] = [newKey(), from.proposal ?? null];
    $("cast-look").disabled = true; // until it is known through what
    dialog.showModal();
    await channels().catch((error) => told($("cast-wrong"), page.explain(error)));
  }

  async function channels() {
    const { items } = await api.get("/v1/public/subscriptions/channels");
    const ticks = items.map(({ name }) => make("label", { "class": "tick" }, make("input", { type: "checkbox", name: "channels", value: name, checked: true }), name));
    $("cast-channels").replaceChildren(...(ticks.length ? ticks : [words.noChannels]));
    $("cast-look").disabled = ticks.length === 0;
  }

  function fillIn({ subject = "", text = "", severity = "major", exercise = false }) {
    const { subject_id: title, text_id: body, severity: level, exercise: tick } = form.elements;
    [title.value, body.value, level.value, tick.checked] = [subject, text, severity, exercise];
  }

  // What was looked at is what is kept: a change asks for another look.
  function stale() {
    $("cast-keep").disabled = true;
    $("cast-preview").hidden = true;
  }

  function body() {
    const data = new FormData(form);
    const said = (language) => ({ subject: data.get(`subject_${language}`).trim(), text: data.get(`text_${language}`).trim() });
    const [ours, theirs] = [said("id"), said("en")];
    const texts = { id: ours, ...((theirs.subject || theirs.text) && { en: theirs }) };
    return { areas: areas.codes(), channels: data.getAll("channels"), texts, severity: data.get("severity"), exercise: data.has("exercise"), ...(proposal && { proposal }) };
  }

  async function look() {
    if ($("cast-look").disabled) return;
    if (!areas.codes().length) {
      areas.input.focus();
      return told($("cast-wrong"), words.noAreas);
    }
    try {
      show(await api.send("POST", `${ROOT}/preview`, body()));
    } catch (error) {
      told($("cast-wrong"), page.explain(error));
    }
  }

  function show(seen) {
    told($("cast-wrong"), "");
    const letters = Object.entries(seen.texts).map(([language, { subject, text }]) => make("blockquote", { lang: language }, make("b", {}, subject), text));
    const sizes = seen.channels.map(({ channel, size }) => `${channel}: ${fmt.count(size)}`).join(" · ");
    const sum = `${fill(words.size, { n: fmt.count(seen.size) })} · ${fill(words.cost, { n: fmt.count(seen.cost) })}`;
    $("cast-preview").replaceChildren(...letters, make("p", {}, make("b", { id: "cast-sum" }, seen.size ? sum : words.nobody), ` ${sizes}`), make("p", { "class": "soft" }, seen.waits ? words.needsSecond : words.alone));
    $("cast-preview").hidden = false;
    $("cast-keep").disabled = false;
  }

  async function keep() {
    $("cast-keep").disabled = true;
    try {
      await api.send("POST", ROOT, body(), { key });
      dialog.close();
      page.say(words.wrote);
      await page.redraw();
    } catch (error) {
      $("cast-keep").disabled = false;
      told($("cast-wrong"), page.explain(error));
    }
  }

  // Gives whether something is on its way.
  async function draw() {
    const { items } = await api.get(`${ROOT}?limit=30`);
    const held = document.activeElement?.closest("#casts") ? document.activeElement.id : "";
    $("casts").replaceChildren(...items.map(row));
    $("nocasts").hidden = items.length > 0;
    if (held) $(held)?.focus();
    return items.some((one) => one.state === "sending" || one.became.queued || one.became.sending);
  }

  function row(one) {
    const became = Object.entries(one.became).map(([state, n]) => `${words.became[state] ?? state} ${fmt.count(n)}`);
    const facts = [fill(words.size, { n: fmt.count(one.size) }), fill(words.cost, { n: fmt.count(one.cost) }), fill(words.by, { name: one.made_by, time: fmt.moment(one.made_at) }), ...became];
    const moving = ["sending", "done", "stopped"].includes(one.state);
    const bar = moving && make("progress", { max: Math.max(one.size, 1), value: one.queued, "aria-label": fill(words.queued, { n: one.queued, all: one.size }) });
    return make("li", { "data-cast": one.id, "data-state": one.state },
      make("h3", {}, one.texts.id.subject),
      make("div", { "class": "facts" }, make("span", { "class": `badge${TONES[one.state]}` }, words.states[one.state]), one.exercise ? make("span", { "class": "badge" }, words.exercise) : "", ...facts.map((text) => make("span", {}, text)), one.reason),
      bar || "",
      make("div", { "class": "acts" }, ...acts(one)));
  }

  function acts(one) {
    const mine = one.made_by === me.name;
    if (one.state === "waiting") return [mine ? make("span", {}, words.ownWork) : act(one, "approve", words.approve, true), act(one, "refuse", words.refuse)];
    if (one.state === "ready") return [act(one, "send", words.send, true), act(one, "refuse", words.refuse)];
    return one.state === "sending" || one.became.queued ? [act(one, "stop", words.stop)] : [];
  }

  function act(one, verb, label, main = false) {
    const options = { type: "button", id: `${verb}-${one.id}`, "class": main ? "btn btn-main" : "btn", "data-act": verb, on: { click: () => done(one, verb, label) } };
    return make("button", options, label);
  }

  async function done(one, verb, label) {
    let data;
    if (verb === "refuse") {
      $("why-title").textContent = `${label}: ${one.texts.id.subject}`;
      data = await asked($("why"));
      if (!data) return;
    }
    try {
      await api.send("POST", `${ROOT}/${one.id}/${verb}`, data);
    } catch (error) {
      page.say(page.explain(error), "warn", true);
    }
    await draw();
    page.soon();
  }

  return { draw, open };
}
