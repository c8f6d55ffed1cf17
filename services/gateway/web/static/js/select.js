// Questions that the screens ask the state. Pure.

import { parentOf } from "./state.js";

const EMPTY_ROW = {
  in: 0, complete: 0, expected: 0, held: 0, heldVotes: 0, valid: 0, invalid: 0, turnout: null, votes: {},
  findings: { error: 0, warning: 0 },
};
const SEVERITIES = ["critical", "warning", "info"];
const OFFICES = /^(Presiden|Gubernur|Bupati|Wali ?[Kk]ota|DPRD? \S+|DPD)(?= |$)/;

export function contestsOf(state) {
  return (state.election?.contests ?? []).map((contest) => {
    const known = state.contests[contest.id];
    const rows = known?.rows ?? {};
    const root = rows[known?.root] ?? { ...EMPTY_ROW, code: contest.area, name: "" };
    return { ...contest, short: shortName(contest.name), rows, root, asOf: known?.asOf ?? null };
  });
}

// "Gubernur Kepulauan Bangka Belitung" is "Gubernur" where there is room for a word.
export function shortName(name) {
  return OFFICES.exec(name)?.[0] ?? name;
}

export function standings(contest, row = contest.root) {
  const ahead = leader(row);
  return contest.candidates.map(({ number, name, kolom_kosong: empty }) => {
    const votes = row.votes[number] ?? 0;
    const share = row.valid ? votes / row.valid : null;
    return { number, votes, share, leads: number === ahead, name: empty ? sentence(name) : name };
  });
}

// KOLOM KOSONG is written as the ballot has it; names of people are never touched.
function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
}

// The number with the most votes; null before the first vote, 0 where the first two are equal.
export function leader(row) {
  const ranked = Object.entries(row.votes).sort(([, a], [, b]) => b - a);
  if (!ranked.length || !ranked[0][1]) return null;
  return ranked[1]?.[1] === ranked[0][1] ? 0 : Number(ranked[0][0]);
}

export function margin(row) {
  const [first = 0, second = 0] = Object.values(row.votes).sort((a, b) => b - a);
  return first - second;
}

// Stations of which nothing is in: those held back have told their votes already.
export function outstanding(row) {
  return row.expected - row.in - row.held;
}

// Whether the votes held back could change the winner, or make two equal.
export function couldChange(row) {
  return row.heldVotes > 0 && row.heldVotes >= margin(row);
}

// 0 nothing in, 1 less than half of the stations, 2 less than all, 3 all.
export function progressOf(row) {
  if (!row?.in) return 0;
  if (row.in >= row.expected) return 3;
  return row.in * 2 < row.expected ? 1 : 2;
}

// The order is by size, which does not move while the count goes on.
export function partsOf(contest) {
  const parts = Object.values(contest.rows).filter((row) => parentOf(row.code) === contest.root.code);
  return parts.sort((a, b) => b.expected - a.expected || a.name.localeCompare(b.name, "id"));
}

// What the villages are called: the code's seventh digit is 1 for a kelurahan, 2 for a desa.
export function villageKind(codes) {
  const kinds = new Set(codes.map((code) => code[6]));
  if (kinds.size !== 1) return "villages";
  return kinds.has("1") ? "urban" : kinds.has("2") ? "rural" : "villages";
}

export function openNotices(state) {
  const live = (one) => one.state !== "closed" && concerns(state.election, one);
  const open = Object.values(state.notices).filter(live);
  const rank = (one) => SEVERITIES.indexOf(one.severity);
  return open.sort((a, b) => rank(a) - rank(b) || b.raised_at.localeCompare(a.raised_at));
}

// What is about another election, or another region's warnings, are not this election's; a critical
// one is everybody's.
function concerns(election, notice) {
  if (notice.election && notice.election !== election?.id) return false;
  const here = election?.area ?? "";
  const there = notice.area ?? "";
  return notice.severity === "critical" || there.startsWith(here) || here.startsWith(there);
}

// Critical and in nobody's hands yet, the one that has waited longest first: it has the screen.
export function alarms(state) {
  const critical = openNotices(state).filter((one) => one.severity === "critical");
  return critical.filter((one) => one.state === "open").reverse();
}

export function findingsOf(state) {
  const total = { error: 0, warning: 0 };
  for (const { root } of contestsOf(state)) {
    total.error += root.findings.error;
    total.warning += root.findings.warning;
  }
  return total;
}

// "TPS 012 Bukit Merapen" from what a result says of its station.
export function stationOf({ tps, areas }) {
  const name = (level) => areas.find((one) => one.level === level)?.name ?? "";
  return { number: tps.slice(-3), village: name("village"), district: name("district") };
}
