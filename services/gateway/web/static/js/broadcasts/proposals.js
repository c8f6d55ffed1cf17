// What rules propose to tell the public: an operator writes it, or says why not.

import { asked } from "../console/dialog.js";
import { make } from "../field/build.js";
import { fill } from "../format.js";
import { namer } from "./areas.js";

const ROOT = "/v1/broadcasts/proposals";
const $ = (id) => document.getElementById(id);

export function proposals(page, write) {
  const { api, words, fmt } = page;
  const places = namer(page);

  async function draw() {
    const { items } = await api.get(`${ROOT}?state=open&limit=20`);
    await places.learn(items.map((one) => one.area));
    const held = document.activeElement?.closest("#proposals") ? document.activeElement.id : "";
    $("proposals").replaceChildren(...items.map(row));
    $("proposed").hidden = items.length === 0;
    if (held) $(held)?.focus();
  }

  function row(one) {
    const facts = [words.severities[one.severity], one.area ? places.of(one.area) : words.wholeRegion, fmt.moment(one.made_at), fill(words.byRules, { rules: one.rules.join(", ") }), one.over ? words.alertOver : ""];
    return make("li", { "data-proposal": one.id, "data-over": one.over },
      make("h3", {}, one.headline),
      one.text && one.text !== one.headline ? make("p", { "class": "queue-text" }, one.text) : "",
      make("div", { "class": "facts" }, ...facts.filter(Boolean).map((text) => make("span", {}, text)), make("a", { href: `/console/alerts?alert=${one.alert}` }, words.alert)),
      make("div", { "class": "acts" }, act(one, "take", words.write, () => write(body(one)), true), act(one, "drop", words.drop, () => drop(one))));
  }

  function act(one, verb, label, run, main = false) {
    return make("button", { type: "button", id: `${verb}-${one.id}`, "class": main ? "btn btn-main" : "btn", "data-act": verb, on: { click: run } }, label);
  }

  async function drop(one) {
    $("why-title").textContent = `${words.drop}: ${one.headline}`;
    const data = await asked($("why"));
    if (!data) return;
    try {
      await api.send("POST", `${ROOT}/${one.id}/drop`, data);
      page.say(fill(words.dropped, { headline: one.headline }));
    } catch (error) {
      page.say(page.explain(error), "warn", true);
    }
    await draw();
    ($("proposals").querySelector("[data-act=drop]") ?? $("write")).focus(); // its own is gone
  }

  return { draw };
}

function body(one) {
  const { id: proposal, headline, text, area, severity } = one;
  return { proposal, subject: headline.slice(0, 120), text: (text || headline).slice(0, 1500), severity, areas: area ? [area] : [] };
}
