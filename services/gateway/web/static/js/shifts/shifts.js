// Rosters by week: who is in which shift, where somebody is missing, swaps and absences. The page is
// ready (data-state of #shifts) once the chosen week is drawn; its buttons do nothing before.

import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { days, fill } from "../format.js";
import { shell } from "../console/shell.js";
import { SHIFT_TOPICS, shiftBar } from "./bar.js";
import { dialogs } from "./dialogs.js";
import { drawGrids, roam } from "./grid.js";
import { monday, plus } from "./said.js";

const at = (id) => document.getElementById(id);
const MOST_GAPS = 4;
const AGENCY = "kendali-shift-agency";
let bar = null;

const page = await shell({ topics: SHIFT_TOPICS, onEvent });
const { api, words, fmt } = page;
const timeZone = document.body.dataset.timezone;
const dayOf = days(timeZone);
const asked = new URLSearchParams(location.search);
const state = {
  agencies: [],
  patterns: [],
  shifts: [],
  week: monday(asked.get("day") ?? dayOf(Date.now())),
  agency: asked.get("agency") ?? localStorage.getItem(AGENCY) ?? "",
};
const forms = dialogs({ page, state, timeZone, read });
let asking = 0;

function onEvent(event) {
  bar?.hear(event);
  if (event.topic === "notifications.shift_changed") read().catch(page.fail);
}

// Of two readings the later one is drawn.
async function read() {
  const turn = (asking += 1);
  const [first, last] = [state.week, plus(state.week, 6)];
  const [agencies, patterns, shifts, gaps, swaps, absences] = await Promise.all([
    api.get("/v1/shift-agencies"),
    api.get("/v1/shift-patterns"),
    api.all(`/v1/shifts?from=${first}&to=${last}&limit=1000`),
    api.get("/v1/shifts/gaps?days=7"),
    api.get("/v1/shift-swaps?state=open"),
    api.get("/v1/absences"),
  ]);
  if (turn !== asking) return;
  Object.assign(state, { agencies: agencies.items, patterns: patterns.items, shifts });
  drawHead(first, last);
  drawGaps(gaps.items);
  drawGrids({ page, state, week: first, today: dayOf(Date.now()), open: forms.shift });
  drawSwaps(swaps.items);
  drawAbsences(absences.items);
  drawPatterns();
  show(at("none"), state.agencies.length === 0);
  set(at("shifts"), "data-week", first);
  set(at("shifts"), "data-state", "ready");
}

const chosen = () => state.agencies.filter((one) => !state.agency || one.agency === state.agency);

function drawHead(first, last) {
  write(at("week"), fill(words.week, { first: fmt.date(first), last: fmt.date(last) }));
  if (!state.agencies.some((one) => one.agency === state.agency)) state.agency = "";
  const options = [new Option(words.all, ""), ...state.agencies.map((one) => new Option(one.agency, one.agency))];
  at("agency").replaceChildren(...options);
  at("agency").value = state.agency;
  const plans = state.agencies.some((one) => one.plans);
  const desk = page.me.roles.some((role) => ["operator", "admin"].includes(role));
  for (const id of ["add", "repeat", "import"]) show(at(id), plans);
  show(at("agencies"), desk);
  const calendar = state.agency ? `?agency=${encodeURIComponent(state.agency)}` : "";
  set(at("calendar"), "href", `/v1/shifts/calendar.ics${calendar}`);
  const names = [...new Set(state.agencies.flatMap((one) => one.people))].sort();
  at("people").replaceChildren(...names.map((name) => new Option(name)));
}

function drawGaps(items) {
  const mine = items.filter((one) => chosen().some(({ agency }) => agency === one.agency));
  const shifts = new Set(mine.map((one) => one.id)).size;
  const title = at("gaps-title");
  set(title, "class", shifts ? "says says-warn" : "says says-ok");
  useIcon(title.querySelector("svg"), shifts ? "warn" : "ok");
  write(slot(title, "text"), shifts ? fmt.counted(words.gaps, shifts) : words.noGaps);
  const shown = mine.slice(0, MOST_GAPS);
  keep(at("gap-list"), shown, (one) => `${one.id} ${one.from}`, () => stamp("gap"), (row, one) => {
    const times = `${fmt.minutes(one.from)}–${fmt.minutes(one.until)}`;
    const { agency, name, short: n } = one;
    write(slot(row, "text"), fill(words.gap, { agency, name, n, day: fmt.day(dayOf(one.from)), time: times }));
    row.querySelector("button").onclick = () => go(monday(one.day), one.id);
  });
}

async function go(week, shift = null) {
  state.week = week;
  await read();
  if (shift) document.querySelector(`.shift-cell[data-shift="${shift}"]`)?.focus();
}

const named = (one) =>
  one ? fill(words.swapFor, { agency: one.agency, name: one.name, when: fmt.moment(one.starts) }) : "";

function drawSwaps(items) {
  show(at("swaps"), items.length > 0);
  keep(at("swap-list"), items, (one) => one.id, () => stamp("swap"), (row, one) => {
    const plans = state.agencies.some(({ agency, plans: may }) => may && agency === one.shift?.agency);
    const { name } = page.me;
    const [own, other] = [one.person === name, one.other === name];
    write(slot(row, "line"), fill(words.swapLine, one));
    write(slot(row, "shift"), named(one.shift));
    write(slot(row, "back"), one.in_return ? fill(words.swapBack, { shift: named(one.in_return) }) : words.noSwapBack);
    write(slot(row, "state"), fill(words.swapStates[one.state], one));
    const may = {
      accept: other && one.state === "asked",
      approve: plans && !own && !other && one.state === "accepted",
      refuse: other || (plans && !own),
      withdraw: own,
    };
    for (const [answer, allowed] of Object.entries(may)) {
      const button = row.querySelector(`[data-answer="${answer}"]`);
      show(button, allowed);
      button.onclick = () => act(`/v1/shift-swaps/${one.id}/answer`, { answer }, words.answered);
    }
  });
}

function drawAbsences(items) {
  show(at("absences"), items.length > 0);
  keep(at("absence-list"), items, (one) => one.id, () => stamp("absence"), (row, one) => {
    const span = { person: one.person, from: fmt.moment(one.from), until: fmt.moment(one.until) };
    write(slot(row, "line"), fill(words.absenceLine, span));
    write(slot(row, "reason"), one.reason ?? "");
    write(slot(row, "who"), ` ${one.person}`);
    show(slot(row, "withdraw"), one.mine || one.reason !== null);
    slot(row, "withdraw").onclick = () => act(`/v1/absences/${one.id}/withdraw`, undefined, words.saved);
  });
}

function drawPatterns() {
  const today = dayOf(Date.now());
  const plans = (name) => state.agencies.some((one) => one.agency === name && one.plans);
  const of = state.patterns.filter((one) => plans(one.agency) && (!one.last_day || one.last_day > today));
  const mine = of.filter((one) => chosen().some(({ agency }) => agency === one.agency));
  show(at("patterns"), mine.length > 0);
  keep(at("pattern-list"), mine, (one) => one.id, () => stamp("pattern"), (row, one) => {
    write(slot(row, "line"), `${one.agency}, ${one.name}, ${one.starts.replace(":", ".")}–${one.ends.replace(":", ".")}`);
    write(slot(row, "teams"), one.teams.map((team) => team.join(", ")).join(" / "));
    write(slot(row, "who"), ` ${one.agency} ${one.name}`);
    slot(row, "end").onclick = () => forms.end(one, today);
  });
}

async function act(path, body, said) {
  try {
    await api.send("POST", path, body);
    page.say(said);
    await read();
  } catch (error) {
    page.fail(error);
  }
}

function key(event) {
  const typing = event.target.closest?.("input, textarea, select, dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const button = { n: "add", p: "repeat", a: "away" }[event.key.toLowerCase()];
  if (!button || at(button).hidden) return;
  event.preventDefault();
  at(button).click();
}

const week = (n) => () => go(n === null ? monday(dayOf(Date.now())) : plus(state.week, 7 * n)).catch(page.fail);
at("week-before").addEventListener("click", week(-1));
at("week-now").addEventListener("click", week(null));
at("week-after").addEventListener("click", week(1));
at("agency").addEventListener("change", () => {
  state.agency = at("agency").value;
  localStorage.setItem(AGENCY, state.agency);
  read().catch(page.fail);
});
at("add").addEventListener("click", () => forms.add());
at("repeat").addEventListener("click", () => forms.repeat());
at("away").addEventListener("click", () => forms.away());
at("agencies").addEventListener("click", () => forms.agency());
at("import").addEventListener("click", () => forms.bring());
at("print").addEventListener("click", () => print());
document.addEventListener("keydown", key);
roam(at("grids"));
await page.load(read);
page.face("live");
bar = shiftBar(page);
