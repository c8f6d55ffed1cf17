// Recapitulation: what is entered of an area's D.Hasil beside our sums, down to the station.

import { shell } from "../console/shell.js";
import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { fill } from "../format.js";
import { fieldsOf, figuresOf, signed, valueOf, why } from "./figures.js";

const PAUSE = 2_000;
const MAY_ENTER = ["operator", "verifier", "admin"];
const page = await shell({
  topics: ["elections.tally_changed", "elections.recap_entered"],
  onEvent: ({ topic }) => topic !== "snapshot" && later(),
});
const { api, words, fmt, me, election } = page;
const [rows, parts, trail] = ["rows", "parts", "trail"].map((id) => document.getElementById(id));
const form = document.getElementById("entry");
const choice = document.getElementById("contest");
const mayEnter = me.roles.some((role) => MAY_ENTER.includes(role));
let contest = election?.contests[0];
let [told, timer, dirty] = [null, null, false];

if (!election) page.face("none");
else {
  choice.replaceChildren(...election.contests.map((one) => new Option(one.name, one.id)));
  show(document.getElementById("actions"), mayEnter);
  const { searchParams } = new URL(location.href);
  contest = election.contests.find((one) => one.id === searchParams.get("contest")) ?? contest;
  choice.value = contest.id;
  await open(searchParams.get("area") ?? startOf(contest));
  page.face("live");
}

function startOf(one) {
  return me.area.startsWith(one.area) ? me.area : one.area;
}

async function open(area) {
  dirty = false;
  told = await page.load(() => api.get(pathOf(area)));
  const address = new URL(location.href);
  address.searchParams.set("contest", contest.id);
  address.searchParams.set("area", area);
  history.replaceState(null, "", address);
  draw(true);
}

function pathOf(area) {
  const path = [election.id, contest.id].map(encodeURIComponent);
  return `/v1/elections/${path[0]}/contests/${path[1]}/recaps/${area}`;
}

// Our sums move on: read them again, but leave alone what somebody is typing.
function later() {
  timer ??= setTimeout(async () => {
    timer = null;
    if (told === null) return;
    told = await page.load(() => api.get(pathOf(told.area.code)));
    draw(!dirty);
  }, PAUSE);
}

function draw(withInputs) {
  const odd = new Map(told.differences.map((one) => [one.field, one]));
  const head = document.getElementById("compared-title").closest("section");
  write(slot(head, "title"), told.area.name);
  const { tps_in: n, tps_expected: all, tps_held: held } = told;
  write(slot(head, "covered"), fill(words.covered, { n: fmt.count(n), all: fmt.count(all), held: fmt.count(held) }));
  const fields = fieldsOf(contest, words, fill);
  keep(rows, fields, (one) => one.field, () => stamp("recap-row"), (row, { field, name }) =>
    drawRow(row, field, name, odd.get(field), withInputs));
  drawVerdict();
  drawTrail();
  keep(parts, told.parts ?? [], (one) => one.area.code, () => stamp("recap-part"), drawPart);
  show(document.getElementById("parts-none"), !(told.parts ?? []).length);
}

function drawRow(row, field, name, odd, withInputs) {
  const theirs = valueOf(told.recap?.figures, field);
  const input = slot(row, "theirs");
  write(slot(row, "name"), name);
  set(input, "name", field);
  set(input, "aria-label", name);
  input.readOnly = !mayEnter;
  if (withInputs) input.value = theirs ?? "";
  write(slot(row, "ours"), fmt.count(valueOf(told.ours, field)));
  const same = theirs === null ? words.notEntered : words.equal;
  write(slot(row, "difference"), odd ? signed(odd.difference, fmt.count) : same);
  write(slot(row, "why"), odd ? why(odd, words, fill, fmt.count) : "");
  row.classList.toggle("is-different", Boolean(odd));
}

function drawVerdict() {
  const verdict = document.getElementById("verdict");
  const { recap, differences } = told;
  const kind = !recap ? ["", "info"] : differences.length ? ["says-warn", "warn"] : ["says-ok", "ok"];
  set(verdict, "class", `says ${kind[0]}`.trim());
  useIcon(verdict.querySelector("svg"), kind[1]);
  const text = !recap ? words.notEntered : differences.length ? fmt.counted(words.differs, differences.length) : words.agrees;
  write(slot(verdict, "text"), text);
  const slips = document.getElementById("slips");
  const odd = (recap?.slips ?? []).map(({ field, difference }) => `${words.fields[field]} ${signed(difference, fmt.count)}`);
  write(slot(slips, "text"), fill(words.slip, { fields: odd.join(", ") }));
  show(slips, odd.length > 0);
  const version = recap ? fill(words.version, { version: recap.version, time: fmt.moment(recap.received_at) }) : "";
  write(slot(document.getElementById("actions"), "version"), version);
}

function drawTrail() {
  const mine = told.holders.filter((one) => one.code.startsWith(me.area));
  keep(trail, mine, (one) => one.code, () => stamp("recap-above"), (item, one) => {
    write(item.firstElementChild, one.name);
    item.firstElementChild.onclick = () => open(one.code);
  });
}

function drawPart(item, { area, entered, differences }) {
  const kind = !entered ? ["badge", "info", words.notEntered]
    : differences ? ["badge badge-warn", "warn", fmt.counted(words.differs, differences)]
      : ["badge badge-ok", "ok", words.partEqual];
  const badge = slot(item, "badge");
  write(slot(item, "name"), area.name);
  set(badge, "class", kind[0]);
  useIcon(badge.querySelector("svg"), kind[1]);
  write(slot(item, "state"), kind[2]);
  item.firstElementChild.onclick = () => open(area.code);
}

form.addEventListener("input", () => {
  dirty = true;
});
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { figures, wrong } = figuresOf(Object.fromEntries(new FormData(form)));
  for (const input of form.querySelectorAll("input")) {
    set(input, "aria-invalid", String(Array.isArray(wrong) && wrong.includes(input.name)));
  }
  if (wrong) return page.say(words[wrong] ?? words.problems.invalid, "warn");
  const path = pathOf(told.area.code).replace(/\/[^/]+$/, "");
  try {
    told = { ...told, ...(await api.send("POST", path, { area: told.area.code, figures })) };
    dirty = false;
    draw(true);
    page.say(fill(words.saved, { version: told.recap.version }));
  } catch (error) {
    page.fail(error);
  }
});
choice.addEventListener("change", async () => {
  contest = election.contests.find((one) => one.id === choice.value);
  await open(startOf(contest));
});
