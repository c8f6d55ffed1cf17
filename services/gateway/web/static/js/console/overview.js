// The front page: what waits now, and the elections with how far their contests have come.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { SHIFT_TOPICS, shiftBar } from "../shifts/bar.js";
import { Problem, shell } from "./shell.js";
import { tiles } from "./tiles.js";
import { first } from "./waits.js";

const PAUSE = 2_000; // between two questions for the same progress, however many events say "new"
const FEW = 3;

let bar = null; // of who is on duty, for accounts of the room
const now = tiles([...document.querySelectorAll("[data-tile]")]);
const page = await shell({
  topics: ["elections.tally_changed", ...SHIFT_TOPICS, ...now.topics],
  onEvent: ({ topic }) => {
    bar?.hear({ topic });
    now.hear({ topic });
    if (topic === "elections.tally_changed") later();
    if (topic === "elections.election_registered") location.reload();
  },
});
const { api, words, fmt, elections } = page;
const list = document.getElementById("elections");
const more = document.getElementById("elections-all");
const kept = new Map(); // progress by election: an answer that does not come leaves the last one
let timer = null;
let whole = false;

function later() {
  timer ??= setTimeout(async () => {
    timer = null;
    await drawAll();
  }, PAUSE);
}

async function drawAll() {
  const shown = whole ? elections : first(elections, page.election, FEW);
  await Promise.all(shown.map(readProgress));
  keep(list, shown, ({ id }) => id, () => stamp("election-row"), draw);
}

async function readProgress({ id }) {
  try {
    kept.set(id, (await api.get(`/v1/elections/${encodeURIComponent(id)}/progress`)).contests);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    kept.set(id, kept.get(id) ?? null);
  }
}

function draw(row, election) {
  const contests = kept.get(election.id);
  write(slot(row, "name"), election.name);
  write(slot(row, "day"), fmt.day(election.date));
  show(slot(row, "rehearsal"), election.rehearsal);
  show(slot(row, "silent"), contests === null);
  const names = new Map(election.contests.map((one) => [one.id, one.name]));
  keep(slot(row, "contests"), contests ?? [], (one) => one.contest, () => stamp("contest-row"), (item, one) =>
    drawContest(item, one, names.get(one.contest) ?? one.contest));
}

function drawContest(row, contest, name) {
  const { tps_in: arrived, tps_expected: expected, findings } = contest;
  write(slot(row, "name"), name);
  write(slot(row, "in"), fill(words.stationsOf, { n: fmt.count(arrived), all: fmt.count(expected) }));
  set(slot(row, "complete"), "width", `${expected ? (100 * arrived) / expected : 0}%`);
  const found = fmt.counted(words.findings, findings.error + findings.warning);
  const last = contest.last_received_at;
  const latest = last ? fill(words.latest, { time: fmt.moment(last) }) : words.nothingIn;
  const held = contest.tps_held ? [fill(words.held, { n: fmt.count(contest.tps_held) })] : [];
  write(slot(row, "note"), [...held, found, latest].join(" · "));
}

function offer() {
  show(more, elections.length > FEW);
  write(more, fill(whole ? words.fewElections : words.allElections, { n: fmt.count(elections.length) }));
  set(more, "aria-expanded", String(whole));
}

more.onclick = async () => {
  whole = !whole;
  offer();
  await drawAll();
};

show(list, elections.length > 0);
show(document.getElementById("elections-none"), elections.length === 0);
offer();
now.start(page);
await page.load(drawAll);
page.face("live");
if (document.getElementById("shift-bar")) bar = shiftBar(page);
