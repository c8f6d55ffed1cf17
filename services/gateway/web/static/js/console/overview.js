// The front page: every election with how far its contests have come.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { SHIFT_TOPICS, shiftBar } from "../shifts/bar.js";
import { Problem, shell } from "./shell.js";

const PAUSE = 2_000; // between two questions for the same progress, however many events say "new"

let bar = null; // of who is on duty, for accounts of the room
const page = await shell({
  topics: ["elections.tally_changed", ...SHIFT_TOPICS],
  onEvent: ({ topic }) => {
    bar?.hear({ topic });
    if (topic === "elections.tally_changed") later();
    if (topic === "elections.election_registered") location.reload();
  },
});
const { api, words, fmt, elections } = page;
const list = document.getElementById("elections");
let timer = null;

function later() {
  timer ??= setTimeout(async () => {
    timer = null;
    await drawAll();
  }, PAUSE);
}

async function drawAll() {
  const progress = await Promise.all(elections.map(progressOf));
  const items = elections.map((election, index) => ({ election, contests: progress[index] }));
  keep(list, items, (item) => item.election.id, () => stamp("election-card"), draw);
}

async function progressOf({ id }) {
  try {
    return (await api.get(`/v1/elections/${encodeURIComponent(id)}/progress`)).contests;
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}

function draw(card, { election, contests }) {
  write(slot(card, "name"), election.name);
  write(slot(card, "day"), fmt.day(election.date));
  show(slot(card, "rehearsal"), election.rehearsal);
  show(slot(card, "silent"), contests === null);
  const names = new Map(election.contests.map((one) => [one.id, one.name]));
  const rows = slot(card, "contests");
  keep(rows, contests ?? [], (one) => one.contest, () => stamp("contest-row"), (row, one) =>
    drawContest(row, one, names.get(one.contest) ?? one.contest));
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

show(document.getElementById("elections-none"), elections.length === 0);
await page.load(drawAll);
page.face("live");
if (document.getElementById("shift-bar")) bar = shiftBar(page);
