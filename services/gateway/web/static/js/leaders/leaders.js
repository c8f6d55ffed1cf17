// The leaders' page: one contest at a glance, read again when the count moves on.

import { shell } from "../console/shell.js";
import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { distance, reason, share, stationName } from "./select.js";

const PAUSE = 2_000; // between two questions, however many events say "new"
const EVERY = 30_000; // ages grow even when nothing comes
const TOPICS = ["tally_changed", "record_changed", "held_votes_changed"];
const page = await shell({
  topics: TOPICS.map((name) => `elections.${name}`),
  onEvent: ({ topic }) => topic !== "snapshot" && later(),
});
const { api, words, fmt, me, election } = page;
const at = (id) => document.getElementById(id);
const target = Number(at("turnout-title").closest("section").dataset.target);
let contest = election?.contests[0];
let timer = null;

if (!election) page.face("none");
else {
  keep(at("contests"), election.contests, (one) => one.id, () => stamp("contest-choice"), (item, one) => {
    write(item.firstElementChild, one.name);
    item.firstElementChild.onclick = () => choose(one);
  });
  show(at("contests"), election.contests.length > 1);
  await choose(contest);
  page.face("live");
  setInterval(refresh, EVERY);
}

async function choose(one) {
  contest = one;
  for (const item of at("contests").children) {
    set(item.firstElementChild, "aria-pressed", String(item.dataset.key === one.id));
  }
  await refresh();
}

function later() {
  timer ??= setTimeout(async () => {
    timer = null;
    if (contest) await refresh();
  }, PAUSE);
}

async function refresh() {
  const path = [election.id, contest.id].map(encodeURIComponent);
  const area = me.area.startsWith(contest.area) ? `?area=${me.area}` : "";
  draw(await page.load(() => api.get(`/v1/elections/${path[0]}/contests/${path[1]}/overview${area}`)));
  page.face("live");
}

function draw(told) {
  write(at("place-name"), told.area.name);
  write(at("as-of"), fill(words.asOf, { time: fmt.moment(told.as_of) }));
  drawTurnout(told);
  drawCoverage(told);
  drawLate(at("late-districts"), told.late.district, told.as_of);
  drawLate(at("late-villages"), told.late.village, told.as_of);
  show(at("late-districts-title"), told.late.district.length > 0);
  show(at("late-villages-title"), told.late.village.length > 0);
  show(at("late-none"), told.tps_out === 0);
  drawSignal(told.signal);
  drawContested(told);
}

function drawTurnout({ turnout }) {
  write(at("turnout"), turnout === null ? "–" : fmt.percent(turnout, 2));
  set(at("turnout-bar"), "width", share(turnout ?? 0, 1));
  for (const name of ["x1", "x2"]) set(at("turnout-target"), name, `${target}%`);
  if (turnout === null) return write(at("distance"), words.noTurnout);
  const { below, points } = distance(turnout, target);
  write(at("distance"), fill(below ? words.below : words.above, { points: fmt.number(points, 1), target }));
}

function drawCoverage({ tps_in: counted, tps_held: held, tps_out: out, tps_expected: all, votes_held: votes }) {
  set(at("bar-in"), "width", share(counted, all));
  for (const id of ["bar-held", "bar-texture"]) {
    set(at(id), "x", share(counted, all));
    set(at(id), "width", share(held, all));
  }
  write(at("counted"), fill(words.coverage, { n: fmt.count(counted), all: fmt.count(all) }));
  write(at("held"), fill(words.held, { n: fmt.count(held), votes: fmt.count(votes) }));
  write(at("out"), fill(words.out, { n: fmt.count(out) }));
}

function drawLate(list, areas, now) {
  keep(list, areas, (one) => one.area.code, () => stamp("late-row"), (row, one) => {
    write(slot(row, "name"), one.area.name);
    write(slot(row, "many"), fill(words.lateOf, { n: fmt.count(one.tps_out), all: fmt.count(one.tps_expected) }));
    const last = one.last_received_at;
    const age = last && fmt.span(words, Date.parse(now) - Date.parse(last));
    write(slot(row, "since"), last ? fill(words.lastIn, { age }) : words.neverIn);
    set(slot(row, "bar"), "width", share(one.tps_out, one.tps_expected));
  });
}

function drawSignal(signal) {
  const known = { none: fmt.count(signal.none), weak: fmt.count(signal.weak), silent: fmt.count(signal.silent) };
  write(at("signal-sum"), signal.checked ? fill(words.signals, known) : words.unchecked);
  keep(at("signals"), signal.items, (one) => one.tps, () => stamp("plain-row"), (row, one) => {
    write(slot(row, "name"), stationName(one));
    write(slot(row, "where"), one.district);
    write(slot(row, "many"), `${told(one)}, ${one.heard ? words.heard : words.silent}`);
    write(slot(row, "since"), fill(words.checkedOn, { day: fmt.day(one.checked_on) }));
  });
}

// What is known of the signal, and what is planned for it: "tanpa sinyal: kirim lewat radio".
function told({ signal, plan }) {
  return plan ? `${words.signal[signal]}: ${words.plan[plan]}` : words.signal[signal];
}

function drawContested({ contested, votes_held: votes }) {
  const { conflicted, quarantined, findings, items, margin, could_change: danger } = contested;
  write(at("conflicted"), fmt.counted(words.conflicted, conflicted));
  write(at("quarantined"), fmt.counted(words.quarantined, quarantined));
  write(at("errors"), fmt.counted(words.errors, findings.error));
  const text = { votes: fmt.count(votes), margin: fmt.count(margin) };
  write(slot(at("could-change"), "text"), fill(words.couldChange, text));
  show(at("could-change"), danger);
  show(at("contested-none"), items.length === 0);
  keep(at("contested"), items, (one) => one.tps, () => stamp("plain-row"), (row, one) => {
    write(slot(row, "name"), stationName(one));
    write(slot(row, "where"), one.district);
    write(slot(row, "many"), words.state[reason(one)]);
    write(slot(row, "since"), one.received_at ? fmt.moment(one.received_at) : "");
  });
}
