// What a finding says to the verifier: what differs, by how much, in figures he can check. Pure.

import { fill } from "../format.js";
import { OTHERS, WRITTEN, main } from "./review.js";

const SEXES = ["male", "female"];
// Of rules that add up: what is added.
const PARTS = {
  "users-sum": () => ["users.dpt.total", "users.dptb.total", "users.dpk.total"],
  "users-sum-by-sex": (path) => ["dpt", "dptb", "dpk"].map((list) => `users.${list}.${path.split(".").at(-1)}`),
  "sex-sum": (path) => SEXES.map((sex) => path.replace(/total$/, sex)),
  "ballots-sum": () => ["ballots.used", "ballots.returned", "ballots.unused"],
  "votes-sum": (_path, rows) => rows.filter((row) => row.number).map((row) => row.path),
  "total-sum": () => ["valid", "invalid"],
};
// figures: path → figure, those that the finding is about. Gives a sentence in the page's words;
// for a rule of the election's own, what that rule says.
export function saying(finding, figures, rows, words, fmt) {
  const path = main(finding, rows);
  const text = words.rules[finding.rule];
  const name = (one) => (figures[one] === undefined ? "–" : fmt.count(figures[one]));
  const facts = { here: name(path), difference: fmt.count(Math.abs(finding.difference ?? 0)) };
  if (finding.rule in PARTS) return fill(words.rules.sum, { ...facts, ...added(finding, figures, rows, name, fmt) });
  if (!text) return finding.message;
  return fill(text, { ...facts, other: name(OTHERS[finding.rule]), right: right(finding, figures[path], fmt) });
}

// Which one of several figures for a field makes the sums fit that it is in, and with what sum it
// does: {figure, parts, sum}; null where none or more than one does.
export function fitting(path, said, figures, rows) {
  const sums = sumsOf(path, figures, rows);
  const fits = [...new Set(said)].filter((figure) => sums.length && sums.every((one) => isRight(one, { ...figures, [path]: figure })));
  if (fits.length !== 1) return null;
  const [{ parts, written }] = sums;
  const own = { ...figures, [path]: fits[0] };
  return { figure: fits[0], parts: parts.map((one) => own[one]), sum: own[written] };
}

const SUMS = ["votes-sum", "total-sum", "users-sum", "ballots-sum"];

// Sums of the form that hold the field and of which every other figure is there.
function sumsOf(path, figures, rows) {
  const all = SUMS.map((rule) => ({ parts: PARTS[rule](path, rows), written: WRITTEN[rule] }));
  const whole = ({ parts, written }) => [...parts, written].every((one) => one === path || figures[one] !== undefined);
  return all.filter((one) => [...one.parts, one.written].includes(path) && whole(one));
}

function isRight({ parts, written }, figures) {
  return parts.reduce((total, one) => total + figures[one], 0) === figures[written];
}

function added(finding, figures, rows, name, fmt) {
  const parts = PARTS[finding.rule](main(finding, rows), rows);
  const sum = parts.reduce((total, one) => total + (figures[one] ?? 0), 0);
  return { parts: parts.map(name).join(" + "), sum: fmt.count(sum) };
}

// The figure that the rule expects: the difference is what is there minus that.
function right({ difference }, here, fmt) {
  return here === undefined || difference === null ? "–" : fmt.count(here - difference);
}
