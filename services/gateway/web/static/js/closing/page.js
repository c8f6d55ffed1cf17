// Closing: what of an area is ready, requests to reopen, and which entries count.

import { asked } from "../console/dialog.js";
import { shell } from "../console/shell.js";
import { keep, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { toField, written } from "./form.js";
import { late } from "./late.js";

const MOST = 500; // requests that are shown
const PAUSE = 2_000; // between two looks, however many events say "new"
const STATES = ["empty", "partial", "entered", "conflicted", "final"];
const COUNTS = ["expected", "quarantined", "with_errors", "ready"];
const page = await shell({
  topics: ["elections.tally_changed", "elections.record_changed"],
  onEvent: ({ topic }) => topic !== "snapshot" && later(),
});
const { api, words, fmt, election } = page;
const part = (id) => document.getElementById(id);
const path = election && `/v1/elections/${encodeURIComponent(election.id)}`;
const now = { contest: null, options: null, names: {} };
let timer = null;

const contestPath = () => `${path}/contests/${encodeURIComponent(now.contest.id)}`;
const startOf = (contest) => (page.me.area.startsWith(contest.area) ? page.me.area : contest.area);

const waiting = late(page, () => `${contestPath()}/late?area=${startOf(now.contest)}`);

async function readRecords() {
  const area = startOf(now.contest);
  const [counts, tally] = await Promise.all([
    api.get(`${contestPath()}/records?area=${area}`),
    api.get(`${contestPath()}/tally?area=${area.slice(0, 10)}&depth=0`),
  ]);
  const rows = counts.parts.length > 1 ? [counts, ...counts.parts] : [counts];
  keep(part("areas"), rows, (row) => row.area.code, () => stamp("area-row"), drawArea);
  show(part("held"), tally.could_change && area === now.contest.area);
  const [held, margin] = [tally.votes_held, tally.margin].map((n) => fmt.count(n));
  write(slot(part("held"), "held"), fill(words.held, { held, margin }));
}

function drawArea(row, counts) {
  const { area, states } = counts;
  write(slot(row, "name"), area.name);
  for (const state of STATES) write(slot(row, state), fmt.count(states[state]));
  for (const name of COUNTS) write(slot(row, name), fmt.count(counts[name]));
  const button = slot(row, "close");
  if (!button) return;
  button.disabled = counts.ready === 0;
  button.setAttribute("aria-label", fill(words.closeArea, { area: area.name }));
  button.onclick = () => close(area, counts.ready);
}

// At most so many at once: ask again while there are others.
async function close(area, ready) {
  const dialog = part("close-dialog");
  write(slot(dialog, "sure"), fill(fmt.counted(words.sure, ready), { area: area.name }));
  if (!(await asked(dialog))) return;
  await attempt(async () => {
    let [done, more] = [0, true];
    while (more) {
      const answer = await api.send("POST", `${contestPath()}/final`, { area: area.code });
      [done, more] = [done + answer.finalised, answer.more];
    }
    page.say(fmt.counted(words.finalised, done));
  });
}

async function attempt(task) {
  try {
    await task();
    await readAll();
  } catch (error) {
    page.fail(error);
  }
}

async function readRequests() {
  const { items, names } = await everyRequest();
  now.names = names;
  keep(part("requests"), items, (one) => one.id, () => stamp("request-row"), drawRequest);
  show(part("requests-none"), items.length === 0);
}

async function everyRequest() {
  let [items, names, next] = [[], {}, null];
  do {
    const after = next ? `&after=${encodeURIComponent(next)}` : "";
    const found = await api.get(`${path}/reopenings?state=open&limit=100${after}`);
    [items, names, next] = [[...items, ...found.items], { ...names, ...found.names }, found.next];
  } while (next && items.length < MOST);
  return { items, names };
}

function drawRequest(row, one) {
  const contest = election.contests.find((known) => known.id === one.contest);
  write(slot(row, "tps"), one.tps);
  write(slot(row, "contest"), contest?.name ?? one.contest);
  write(slot(row, "reason"), one.reason);
  write(slot(row, "who"), fill(words.askedBy, { who: now.names[one.requested_by] ?? one.requested_by, time: fmt.moment(one.requested_at) }));
  if (!slot(row, "approve")) return;
  slot(row, "approve").onclick = () => decide(one, true);
  slot(row, "refuse").onclick = () => decide(one, false);
}

async function decide(one, approve) {
  const fields = await asked(part("verdict-dialog"));
  if (!fields) return;
  await attempt(async () => {
    await api.send("POST", `${path}/reopenings/${one.id}/decision`, { approve, reason: fields.reason });
    page.say(approve ? words.approved : words.refused);
  });
}

part("ask").onsubmit = (event) => {
  event.preventDefault();
  const form = event.target;
  const { tps, reason } = Object.fromEntries(new FormData(form));
  attempt(async () => {
    await api.send("POST", `${contestPath()}/results/${tps}/reopenings`, { reason });
    form.reset();
    page.say(words.requested);
  });
};

function drawOptions(options) {
  now.options = options;
  show(part("overtaken"), false);
  const { trusted, equal, compare } = options.consolidation;
  const { elements } = part("options");
  for (const box of elements.trusted) box.checked = trusted.includes(box.value);
  [elements.equal.value, elements.compare.value] = [equal, compare];
  elements.closes_at.value = toField(options.closes_at);
  elements.published.checked = options.published;
  write(part("options-version"), fill(words.version, { n: fmt.count(options.version) }));
}

part("options").onsubmit = (event) => {
  event.preventDefault();
  const { elements } = part("options");
  const said = {
    kinds: [...elements.trusted].filter((box) => box.checked).map((box) => box.value),
    equal: elements.equal.value,
    compare: elements.compare.value,
    closes: elements.closes_at.value,
    published: elements.published.checked,
  };
  attempt(async () => {
    try {
      drawOptions(await api.send("PUT", `${path}/options`, written(now.options, said)));
      page.say(words.saved);
    } catch (error) {
      if (error.status !== 412) throw error;
      // Somebody else was first: what stands in the form goes over it, if it is kept once more.
      now.options = await api.get(`${path}/options`);
      write(slot(part("overtaken"), "text"), fill(words.overtaken, { n: fmt.count(now.options.version) }));
      show(part("overtaken"), true);
    }
  });
};

function readAll() {
  return Promise.all([readRecords(), readRequests(), waiting.read()]);
}

function later() {
  timer ??= setTimeout(async () => {
    timer = null;
    if (now.contest) await page.load(readAll);
    if (now.contest) page.face("live");
  }, PAUSE);
}

if (election) {
  const choice = part("contest");
  choice.replaceChildren(...election.contests.map((one) => new Option(one.name, one.id)));
  [now.contest] = election.contests;
  choice.onchange = () => {
    now.contest = election.contests.find((one) => one.id === choice.value);
    attempt(() => {});
  };
  await page.load(async () => drawOptions(await api.get(`${path}/options`)));
  await page.load(readAll);
  page.face("live");
} else {
  page.face("none");
}
