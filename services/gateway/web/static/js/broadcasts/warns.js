// Warnings of ours: composed, looked at as CAP, approved by another, said anew, taken back.

import { newKey } from "../console/api.js";
import { asked, onEnter } from "../console/dialog.js";
import { make } from "../field/build.js";
import { fill } from "../format.js";
import { picker } from "./areas.js";

const ROOT = "/v1/cap";
const TEXTS = ["headline", "instruction", "description"];
const TONES = { waiting: " badge-warn", issued: " badge-ok", refused: "" };
const $ = (id) => document.getElementById(id);

export function warns(page, told) {
  const { api, words, fmt, me } = page;
  const dialog = $("warn");
  const form = dialog.querySelector("form");
  const areas = picker($("warn-areas"), page);
  let [key, before, incident] = [newKey(), null, null]; // `before` is the warning that is said anew

  $("issue").addEventListener("click", () => open(null));
  $("warn-look").addEventListener("click", look);
  $("warn-keep").addEventListener("click", keep);
  form.addEventListener("input", stale);
  onEnter(form, look);

  async function kinds() {
    const { items } = await api.get("/v1/incidents/types");
    const english = document.documentElement.lang === "en";
    $("warn-type").replaceChildren(...items.map((one) => new Option(english ? one.title_en : one.title, one.code)));
  }

  async function open(one) {
    [key, before, incident] = [newKey(), one, null];
    form.reset();
    areas.clear();
    stale();
    told($("warn-wrong"), "");
    if (one) fillIn((await api.get(`${ROOT}/${one.id}`)).content);
    dialog.showModal();
  }

  // A warning of an incident: what is known of it stands there already.
  async function of(one) {
    await open(null);
    incident = one.id;
    const severity = { critical: "Extreme", major: "Severe", minor: "Moderate", info: "Minor" }[one.severity];
    const said = { type: one.type, severity, headline_id: one.headline, description_id: one.text, description_area: one.place.words };
    for (const [name, value] of Object.entries(said)) form.elements[name].value = value ?? "";
    form.elements.exercise.checked = one.exercise;
    areas.put(one.place.area ? [one.place.area.slice(0, 10)] : []);
  }

  function fillIn(content) {
    for (const name of ["type", "severity", "urgency", "certainty"]) form.elements[name].value = content[name];
    for (const [language, said] of Object.entries(content.texts)) {
      for (const name of TEXTS) form.elements[`${name}_${language}`].value = said[name] ?? "";
    }
    form.elements.description_area.value = content.areas[0].description;
    form.elements.exercise.checked = content.status === "Exercise";
    areas.put(content.areas[0].codes);
  }

  function stale() {
    $("warn-keep").disabled = true;
    $("warn-preview").hidden = true;
  }

  function body() {
    const data = new FormData(form);
    const said = (language) => Object.fromEntries(TEXTS.map((name) => [name, data.get(`${name}_${language}`).trim()]).filter(([, text]) => text));
    const [ours, theirs] = [said("id"), said("en")];
    const area = { description: data.get("description_area").trim() || areas.names().join(", "), codes: areas.codes() };
    const expires = new Date(Date.now() + Number(data.get("hours") || 6) * 3_600_000).toISOString();
    const plain = Object.fromEntries(["type", "severity", "urgency", "certainty"].map((name) => [name, data.get(name)]));
    const status = data.has("exercise") ? "Exercise" : "Actual";
    return { ...(incident && { incident }), ...plain, status, expires, texts: { id: { headline: "", ...ours }, ...(theirs.headline && { en: theirs }) }, areas: [area] };
  }

  async function look() {
    if (!areas.codes().length) {
      areas.input.focus();
      return told($("warn-wrong"), words.noAreas);
    }
    try {
      const seen = await api.send("POST", `${ROOT}/preview`, body());
      told($("warn-wrong"), "");
      const notes = seen.notes.map((note) => make("p", { "class": "soft" }, note));
      $("warn-preview").replaceChildren(make("pre", { tabindex: "0" }, seen.xml), ...notes, make("p", { "class": "soft" }, seen.waits ? words.needsSecond : words.madeAtOnce));
      [$("warn-preview").hidden, $("warn-keep").disabled] = [false, false];
    } catch (error) {
      told($("warn-wrong"), page.explain(error));
    }
  }

  async function keep() {
    $("warn-keep").disabled = true;
    try {
      const where = before ? `${ROOT}/${before.id}/update` : ROOT;
      const made = await api.send("POST", where, body(), { key });
      dialog.close();
      page.say(made.state === "waiting" ? words.made : words.madeAtOnce);
      await draw();
    } catch (error) {
      $("warn-keep").disabled = false;
      told($("warn-wrong"), page.explain(error));
    }
  }

  async function draw() {
    const { items } = await api.get(`${ROOT}?limit=30`);
    const held = document.activeElement?.closest("#warns") ? document.activeElement.id : "";
    $("warns").replaceChildren(...items.map(row));
    $("nowarns").hidden = items.length > 0;
    if (held) $(held)?.focus();
  }

  function row(one) {
    const over = one.state === "issued" && Date.parse(one.expires) < Date.now();
    const stands = one.ended_by ? words.ended : over ? words.over : fill(words.until, { time: fmt.moment(one.expires) });
    const facts = [words.kinds[one.msg_type], words.levels.severity[one.severity], one.status === "Exercise" ? words.exercise : "", stands, fill(words.by, { name: one.made_by, time: fmt.moment(one.made_at) }), one.incident ? words.ofIncident : "", one.reason];
    return make("li", { "data-warn": one.id, "data-state": one.state },
      make("h3", {}, one.headline),
      make("div", { "class": "facts" }, make("span", { "class": `badge${TONES[one.state]}` }, words.warningStates[one.state]), ...facts.filter(Boolean).map((text) => make("span", {}, text))),
      make("div", { "class": "acts" }, ...acts(one)));
  }

  function acts(one) {
    if (one.state === "waiting") return [one.made_by === me.name ? make("span", {}, words.ownWork) : act(one, "approve", words.approve, true), act(one, "refuse", words.refuse)];
    const stands = one.state === "issued" && !one.ended_by && one.msg_type !== "Cancel";
    return stands ? [act(one, "update", words.update), act(one, "cancel", words.cancel)] : [];
  }

  function act(one, verb, label, main = false) {
    const options = { type: "button", id: `${verb}-${one.id}`, "class": main ? "btn btn-main" : "btn", "data-act": verb, on: { click: () => done(one, verb, label) } };
    return make("button", options, label);
  }

  async function done(one, verb, label) {
    if (verb === "update") return open(one);
    let data;
    if (verb !== "approve") {
      $("why-title").textContent = `${label}: ${one.headline}`;
      data = await asked($("why"));
      if (!data) return;
    }
    try {
      await api.send("POST", `${ROOT}/${one.id}/${verb}`, data);
      page.say(verb === "approve" ? words.approved : verb === "cancel" ? words.made : words.refused);
    } catch (error) {
      page.say(page.explain(error), "warn", true);
    }
    return draw();
  }

  return { draw, kinds, of };
}
