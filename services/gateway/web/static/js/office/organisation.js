// Units and positions with who holds them: looked through by all, changed by who may.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { asked } from "../console/dialog.js";
import { office } from "./frame.js";
import { importing } from "./importing.js";
import { acts, changing, delegating, endingDelegation } from "./organisation_changes.js";
import { daysOf, rows, shown, standsIn } from "./tree.js";

const EDITORS = ["admin", "officer"];
const TOPICS = ["unit_registered", "unit_changed", "position_changed", "position_filled", "position_vacated"];
const PAUSE = 500; // an import tells of each of its rows: the page asks once
const at = (id) => document.getElementById(id);

let timer = null;
let [all, places] = [[], []];
const look = { words: "", only: "all", folded: new Set() };

const page = await office({
  topics: TOPICS.map((one) => `eoffice.${one}`),
  onEvent: ({ topic }) => topic !== "snapshot" && later(),
});
const { api, words, fmt, me, today } = page;

function later() {
  clearTimeout(timer);
  timer = setTimeout(() => read().catch(page.fail), PAUSE);
}

function mayChange(area) {
  return me.roles.some((role) => EDITORS.includes(role)) && area.startsWith(me.area);
}

async function read() {
  const [units, positions] = await Promise.all([
    api.all("/v1/office/units?limit=1000", 20_000),
    api.all("/v1/office/positions?limit=1000", 20_000),
  ]);
  [all, places] = [rows(units, positions), positions];
  const count = (which) => fmt.count(positions.filter(which).length);
  write(at("summary"), fill(words.summary, {
    units: fmt.count(units.length),
    positions: fmt.count(positions.length),
    vacant: count((one) => one.vacant),
    standing: count(standsIn),
  }));
  show(at("empty"), units.length === 0);
  draw();
}

function draw() {
  const found = shown(all, look);
  show(at("nothing"), all.length > 0 && found.length === 0);
  keep(at("rows"), found, (row) => row.key, (row) => stamp(`${row.kind}-template`), drawRow);
}

function drawRow(node, row) {
  set(node, "data-depth", String(Math.min(row.depth, 4)));
  if (row.kind === "unit") drawUnit(node, row);
  else drawPosition(node, row.position);
}

function drawUnit(node, { key, unit, vacant }) {
  write(slot(node, "name"), unit.name);
  show(slot(node, "vacant"), vacant > 0);
  write(slot(node, "vacant-count"), fill(words.vacantOf, { n: fmt.count(vacant) }));
  set(slot(node, "fold"), "aria-expanded", String(!look.folded.has(key)));
  slot(node, "fold").onclick = () => {
    if (!look.folded.delete(key)) look.folded.add(key);
    draw();
  };
}

function drawPosition(node, position) {
  write(slot(node, "title"), position.title);
  write(slot(node, "code"), position.code);
  show(slot(node, "vacant"), position.vacant);
  keep(slot(node, "holders"), position.holders, (one) => one.id, () => stamp("holder-template"), drawHolder);
  const may = mayChange(position.area);
  show(slot(node, "appoint"), may);
  show(slot(node, "end"), may && position.holders.length > 0);
  for (const name of ["appoint", "end", "past"]) write(slot(node, `${name}-name`), ` ${position.title}`);
  slot(node, "appoint").onclick = () => appoint(position);
  slot(node, "end").onclick = () => end(position);
  slot(node, "past").onclick = () => past(position).catch(page.fail);
}

function drawHolder(node, one) {
  write(slot(node, "person"), one.person);
  const stands = one.capacity !== "definitive";
  show(slot(node, "badge"), stands);
  const until = one.ends ? ` ${fill(words.until, { day: fmt.date(one.ends) })}` : "";
  write(slot(node, "capacity"), words.capacities[one.capacity] + until);
  const since = fill(words.since, { day: fmt.date(one.starts) });
  write(slot(node, "days"), one.reports_to ? fill(words.reportsTo, { person: one.reports_to }) : since);
}

async function appoint(position) {
  const form = at("appoint").querySelector("form");
  write(at("appoint-position"), position.title);
  form.elements.capacity.value = position.vacant ? "definitive" : "plh";
  form.elements.starts.value = today;
  const given = await asked(at("appoint"));
  if (!given) return;
  given.ends ||= null;
  const body = { ...given, position: position.code, ...page.as };
  await done(api.send("POST", "/v1/office/holdings", body), (made) =>
    fill(words.appointed, { person: made.person, title: position.title }));
}

async function end(position) {
  const form = at("end").querySelector("form");
  const named = position.holders.map((one) => new Option(`${one.person}, ${words.capacities[one.capacity]}`, one.id));
  form.elements.id.replaceChildren(...named);
  write(at("end-position"), position.title);
  form.elements.ends.value = today;
  const given = await asked(at("end"));
  if (!given) return;
  const path = `/v1/office/holdings/${encodeURIComponent(given.id)}/end`;
  await done(api.send("POST", path, { ends: given.ends, ...page.as }), (ended) =>
    fill(words.ended, { person: ended.person, day: fmt.date(ended.ends) }));
}

async function past(position) {
  const of = `position=${encodeURIComponent(position.code)}&limit=1000`;
  const [held, given] = await Promise.all([api.all(`/v1/office/holdings?${of}`), api.all(`/v1/office/delegations?${of}`)]);
  const delegated = given
    .filter((one) => one.from === position.code)
    .map((one) => ({ ...one, person: fill(words.delegated, one), decree: "", isGiven: true }));
  const lines = [...held, ...delegated].sort((a, b) => b.starts.localeCompare(a.starts));
  write(at("past-position"), position.title);
  const may = mayChange(position.area) || page.positions.some((one) => one.position === position.code && one.capacity !== "delegate");
  const chosen = { deed: null };
  keep(at("past-rows"), lines, (one) => one.id, () => stamp("past-template"), (node, one) => {
    drawPast(node, one);
    show(slot(node, "end"), Boolean(one.isGiven) && may && one.ends >= today);
    slot(node, "end").onclick = () => leave(chosen, () => endingDelegation(page, one));
  });
  await acts(page, position);
  show(at("past-delegate"), may);
  show(at("past-change"), mayChange(position.area));
  at("past-delegate").onclick = () => leave(chosen, () => delegating(page, position, places));
  at("past-change").onclick = () => leave(chosen, () => changing(page, position, places));
  await asked(at("past"));
  if (!chosen.deed || !(await chosen.deed())) return;
  page.say(words.kept);
  await read();
}

// One dialog after the other, never one over the other.
function leave(chosen, deed) {
  chosen.deed = deed;
  at("past").close("cancel");
}

function drawPast(node, one) {
  const { text, first, last } = daysOf(one, words, today);
  const days = fill(text, { first: first && fmt.date(first), last: last && fmt.date(last) });
  const capacity = words.capacities[one.capacity] ?? "";
  write(slot(node, "person"), one.person);
  write(slot(node, "days"), [capacity, days].filter(Boolean).join(", "));
  write(slot(node, "decree"), one.decree);
}

async function done(sent, said) {
  try {
    page.say(said(await sent));
    await read();
  } catch (error) {
    page.fail(error);
  }
}

at("search").addEventListener("input", () => {
  look.words = at("search").value;
  draw();
});
for (const chip of document.querySelectorAll("[data-only]")) {
  chip.addEventListener("click", () => {
    look.only = chip.dataset.only;
    for (const one of document.querySelectorAll("[data-only]")) set(one, "aria-pressed", String(one === chip));
    draw();
  });
}
importing(page, read);
await page.load(read);
page.face("live");
