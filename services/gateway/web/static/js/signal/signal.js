// How ready stations are, how each sends its result, and what is asked for where there is no signal.

import { asked } from "../console/dialog.js";
import { shell } from "../console/shell.js";
import { icon, make } from "../field/build.js";
import { fill } from "../format.js";
import { decided, listPath, neighbour, remarks, together } from "./showing.js";
import { ways } from "./ways.js";

const TONES = { none: ["crit", "crit"], weak: ["warn", "warn"], covered: ["ok", "ok"], unknown: ["info", "wait"] };
const $ = (id) => document.getElementById(id);
const page = await shell({ topics: [] });
const { api, words, fmt, me } = page;
let next = null;

$("area-code").value = [2, 4, 6, 10].includes(me.area.length) ? me.area : "";
$("filter").addEventListener("submit", (event) => {
  event.preventDefault();
  list();
});
$("more").addEventListener("click", () => list(next));
$("print").addEventListener("click", () => print());
$("asked-state").addEventListener("change", () => page.load(proposals));
$("plans").addEventListener("keydown", pressed);
await page.load(() => Promise.all([readiness(), plans(), proposals()]));
page.face("live");

async function readiness() {
  const area = $("area-code").value;
  const told = await api.get(`/v1/gis/signal/readiness?limit=1000${area ? `&area=${area}` : ""}`);
  $("waiting").textContent = told.waiting ? fill(words.waiting, { n: fmt.count(told.waiting) }) : "";
  $("ready").replaceChildren(...told.items.map(ready));
  const all = told.items.length > 1 ? [ready({ area: null, ...together(told.items) })] : [];
  $("ready-all").replaceChildren(...all);
}

// An area that leads to its stations, or all of them together.
function ready({ area, ...one }) {
  const open = area && make("button", { type: "button", "class": "btn btn-quiet", on: { click: () => enter(area.code) } }, area.name);
  const counts = [one.stations, one.without_point, one.without_plan, one.none, one.weak, decided(one), one.outdated];
  return make("tr", area ? { "data-area": area.code } : {}, make("th", { scope: "row" }, open ?? words.all),
    counts.map((count) => make("td", { "class": count ? "num" : "num muted" }, fmt.count(count))));
}

async function enter(area) {
  if (area.length > 10) return;
  $("area-code").value = area;
  await list();
}

// The list of the area, or what follows in it; an area also has its own readiness.
async function list(after = null) {
  await page.load(() => Promise.all([plans(after), after ? null : readiness()]));
}

async function plans(after = null) {
  const asking = { area: $("area-code").value, plan: $("plan").value };
  const told = await api.get(listPath("/v1/gis/signal/plans", { ...asking, limit: 200, after }));
  next = told.next;
  $("more").hidden = !next;
  $("file").href = listPath("/v1/gis/signal/plans.csv", asking);
  const rows = told.items.map(station);
  if (after) $("plans").append(...rows);
  else $("plans").replaceChildren(...rows);
  $("plans").firstElementChild?.setAttribute("tabindex", "0");
  $("count").textContent = fill(words.of, { n: fmt.count($("plans").children.length) + (next ? "+" : "") });
}

function station(one) {
  const acts = [
    words.may && one.proposed && (one.state === "proposed" || one.outdated) && act(words.accept, one, () => accept(one)),
    words.may && act(words.change, one, () => change(one)),
    one.point && act(words.way.open, one, () => reach(one).catch(page.fail)),
  ].filter(Boolean);
  const row = make("tr", { "data-tps": one.tps, tabindex: "-1" },
    make("th", { scope: "row" }, make("span", { "class": "code" }, one.tps), make("p", { "class": "soft" }, `${one.village.name}, ${one.district.name}`)),
    make("td", {}, badge(one.signal)),
    make("td", {}, make("b", {}, words.plan[one.plan] ?? words.noPlan), " ", make("span", { "class": "muted" }, words.state[one.state] ?? words.reason[one.reason] ?? ""),
      remarks(one, words, fmt).map((text) => make("p", { "class": "soft" }, text)),
      make("div", { "class": "signal-ways", "role": "status" })),
    make("td", { "class": "num" }, acts));
  row.station = one;
  return row;
}

// The ways from a station, under its plan; asked for when somebody wants them, as they take a while.
async function reach({ tps }) {
  const lines = ways(await api.get(`/v1/gis/tps/${tps}/reach`), words.way, fmt);
  const place = document.querySelector(`[data-tps="${tps}"] .signal-ways`);
  place?.replaceChildren(...lines.map((text) => make("p", {}, text)));
}

function badge(signal) {
  const [tone, sign] = TONES[signal];
  return make("span", { "class": `badge badge-${tone}` }, icon(sign), words.signal[signal]);
}

function act(text, { tps }, click) {
  return make("button", { type: "button", "class": "btn btn-quiet", "aria-label": `${text} ${tps}`, on: { click } }, text);
}

// Arrows move from station to station, T accepts, U changes.
function pressed(event) {
  const row = event.target.closest("tr");
  if (event.ctrlKey || event.altKey || event.metaKey || !row) return;
  const to = neighbour([...$("plans").children], row, event.key);
  if (to) {
    event.preventDefault();
    to.focus();
  } else if (words.may && event.key.toLowerCase() === "t" && row.station.proposed) accept(row.station);
  else if (words.may && event.key.toLowerCase() === "u") {
    event.preventDefault();
    change(row.station);
  }
}

const accept = (one) => decide(one, { plan: one.proposed }, words.accepted);

async function change(one) {
  $("choose-tps").textContent = one.tps;
  $("choose").querySelector("select").value = one.plan ?? one.proposed ?? "radio";
  const answer = await asked($("choose"));
  if (answer) await decide(one, answer, words.changed);
}

async function decide(one, chosen, said) {
  try {
    const body = { ...chosen, expected_version: one.version };
    const made = await api.send("PUT", `/v1/gis/tps/${one.tps}/plan`, body);
    const row = station(made);
    document.querySelector(`[data-tps="${one.tps}"]`).replaceWith(row);
    row.setAttribute("tabindex", "0");
    row.focus();
    page.say(fill(said, { tps: one.tps }));
    await readiness();
  } catch (error) {
    page.fail(error);
    await list();
  }
}

async function proposals() {
  const state = $("asked-state").value;
  const area = me.area.length > 10 ? "" : me.area;
  const items = await api.all(listPath("/v1/gis/signal/proposals", { state, area, limit: 500 }));
  $("asked").replaceChildren(...items.map((one) => proposal(one, state)));
}

function proposal(one, state) {
  const steps = words.may ? words.next[state] : [];
  const last = one.at ? `${fmt.moment(one.at)}, ${one.who}. ${one.reason ?? ""}` : "";
  return make("tr", { "data-spot": one.spot },
    make("th", { scope: "row" }, one.name, make("p", { "class": "soft" }, one.area?.name ?? "")),
    make("td", {}, badge(one.signal)), make("td", { "class": "soft" }, last),
    make("td", { "class": "num" }, steps.map((step) =>
      make("button", { type: "button", "class": "btn btn-quiet", "aria-label": `${words.proposal[step]} ${one.name}`, on: { click: () => move(one, step) } }, words.proposal[step]))));
}

async function move(one, state) {
  let reason = "";
  if (state === "refused") {
    $("why-title").textContent = `${words.proposal[state]}: ${one.name}`;
    const answer = await asked($("why"));
    if (!answer) return;
    reason = answer.reason;
  }
  try {
    const told = await api.send("POST", `/v1/gis/signal/proposals/${one.spot}/state`, { state, reason });
    const [before] = told.earlier;
    page.say(before ? fill(words.earlier, before) : fill(words.moved, { name: one.name, state: words.proposal[state] }));
    await proposals();
  } catch (error) {
    page.fail(error);
  }
}
