// What is odd about the form while it is filled in: the rules of the server (docs/elections/rules.md)
// with what the person at the form can use: the sum as it was added up, and the box that may be
// misread. A check speaks once all its figures are entered, and stops nobody.

import { BALLOTS, ROWS, sexed, voteFields } from "./form.js";

const BOXES = 999;
const total = (row) => `${row}.total`;
// Rule, field, by how much it may differ from the other ballots of the polling station.
const ACROSS = [["ballots-dpt-differs", "dpt.total", 0], ["ballots-users-differ", "users.total.total", 10]];
const USERS = ["users.dpt", "users.dptb", "users.dpk"];

// `parts` should add up to `whole`; `unit` and `what` are words.
const sum = (section, rule, parts, whole, unit, what, place = "") => ({
  kind: "sum", section, rule, parts, whole, unit, what, place,
});
// `left` should be at most `right`, or the same.
const most = (section, rule, left, right, unit, words) => ({
  kind: "most", section, rule, left, right, unit, words,
});
const equal = (section, rule, left, right, unit, words) => ({
  kind: "equal", section, rule, left, right, unit, words,
});

export function rules(contest) {
  const bySex = ["male", "female"].map((sex) =>
    sum("I", "users-sum-by-sex", USERS.map((row) => `${row}.${sex}`), `users.total.${sex}`, "people", `b4.${sex}`, sex));
  const [received, ...parts] = BALLOTS;
  return [
    ...ROWS.map((row) => sum("I", "sex-sum", sexed(row).slice(0, 2), total(row), "people", "sum", row)),
    sum("I", "users-sum", USERS.map(total), total("users.total"), "people", "b4"),
    ...bySex,
    most("I", "users-above-dpt", "users.dpt.total", "dpt.total", "people", "usersAboveDpt"),
    sum("II", "ballots-sum", parts, received, "sheets", "received"),
    sum("III", "sex-sum", sexed("disabled").slice(0, 2), "disabled.total", "people", "sum", "disabled"),
    most("III", "disabled-above-users", "disabled.total", "users.total.total", "people", "disabledAboveUsers"),
    sum("V", "votes-sum", voteFields(contest), "valid", "votes", "valid"),
    sum("V", "total-sum", ["valid", "invalid"], "total", "votes", "allVotes"),
    most("V", "total-above-users", "total", "users.total.total", "votes", "totalAboveUsers"),
    equal("V", "total-not-users", "total", "users.total.total", "votes", "totalNotUsers"),
    equal("V", "total-not-ballots", "total", "ballots.used", "votes", "totalNotBallots"),
  ];
}

// `others` are the other ballots of the polling station: [{name, figures}]; a reserve of null is not
// looked at.
export function findings(figures, contest, { dpt_limit: limit = 600, reserve_percent: reserve = null } = {}, others = []) {
  const found = rules(contest).map((rule) => judged(rule, figures)).filter(Boolean);
  const dpt = figures["dpt.total"];
  if (dpt > limit) found.push({ section: "I", rule: "dpt-limit", mark: "dpt.total", values: { dpt, limit } });
  const more = [...reserved(figures, reserve), ...large(figures), ...blank(figures, contest)];
  return [...found, ...more, ...acrossBallots(figures, others)];
}

function reserved(figures, percent) {
  const [field] = BALLOTS;
  if (percent === null || !entered([field, "dpt.total"], figures)) return [];
  const dpt = figures["dpt.total"];
  const right = dpt + Math.ceil((dpt * percent * 10) / 1000);
  const [a, b] = [figures[field], right];
  if (a === b) return [];
  return [{ section: "II", rule: "ballots-reserve", unit: "sheets", words: "reserve", mark: field, difference: Math.abs(a - b), values: { a, b } }];
}

// The sums that are right, for each section that has one: [{section, sums: [[parts, whole]]}].
export function agreed(figures, contest) {
  const shown = { "users-sum": "I", "ballots-sum": "II", "votes-sum": "V", "total-sum": "V" };
  const right = rules(contest).filter((rule) => shown[rule.rule] && rule.kind === "sum" && !rule.place);
  const sums = right.filter((rule) => entered(rule.parts.concat(rule.whole), figures) && !judged(rule, figures));
  return sums.map((rule) => ({
    section: rule.section,
    rule: rule.rule,
    parts: rule.parts.map((field) => figures[field]),
    whole: figures[rule.whole],
  }));
}

const entered = (fields, figures) => fields.every((field) => field in figures);

function judged(rule, figures) {
  if (rule.kind === "sum") return summed(rule, figures);
  if (!entered([rule.left, rule.right], figures)) return null;
  const [a, b] = [figures[rule.left], figures[rule.right]];
  const wrong = rule.kind === "most" ? a > b : a !== b;
  const { section, unit, words } = rule;
  return wrong
    ? { section, rule: rule.rule, unit, words, mark: rule.left, difference: Math.abs(a - b), values: { a, b } }
    : null;
}

function summed(rule, figures) {
  if (!entered([...rule.parts, rule.whole], figures)) return null;
  const parts = rule.parts.map((field) => figures[field]);
  const made = parts.reduce((a, b) => a + b, 0);
  const off = made - figures[rule.whole];
  if (off === 0) return null;
  const guess = misread(rule, figures, off);
  const { section, unit, what, place } = rule;
  return {
    section, rule: rule.rule, unit, what, place, parts, made, whole: figures[rule.whole],
    difference: Math.abs(off), guess, mark: guess?.field ?? rule.whole,
  };
}

// The box that would make the sum right by one other digit, or by two that change places: the last
// of them on the form, for that is where a hand tires. None is better than a wild guess.
function misread(rule, figures, off) {
  const fixes = [...rule.parts, rule.whole].map((field) => {
    const from = figures[field];
    return { field, from, to: field === rule.whole ? from + off : from - off };
  });
  const likely = fixes.filter((fix) => fix.to >= 0 && fix.to <= BOXES && near(String(fix.from), String(fix.to)));
  return likely.filter((fix) => fix.field !== rule.whole).at(-1) ?? likely.at(-1) ?? null;
}

function near(one, other) {
  if (one.length !== other.length || one.length < 2) return false;
  const differ = [...one].map((digit, place) => (digit === other[place] ? -1 : place)).filter((place) => place >= 0);
  if (differ.length === 1) return true;
  const [a, b] = differ;
  return differ.length === 2 && b === a + 1 && one[a] === other[b] && one[b] === other[a];
}

function large(figures) {
  const [field] = Object.keys(figures).filter((name) => figures[name] > BOXES);
  return field ? [{ section: sectionOf(field), rule: "figure-range", mark: field, values: { a: figures[field] } }] : [];
}

function blank(figures, contest) {
  const votes = voteFields(contest);
  if (!entered(votes, figures) || votes.some((field) => figures[field])) return [];
  return [{ section: "IV", rule: "blank-or-zero", mark: votes[0], values: {} }];
}

function acrossBallots(figures, others) {
  return ACROSS.flatMap(([rule, field, tolerance]) => {
    const differs = (one) => Math.abs(one.figures[field] - figures[field]) > tolerance;
    const other = others.find(differs); // a figure that is missing differs from nothing
    const values = other && { a: figures[field], b: other.figures[field], other: other.name };
    return other ? [{ section: "I", rule, mark: field, values }] : [];
  });
}

function sectionOf(field) {
  const [head] = field.split(".");
  return { ballots: "II", disabled: "III", votes: "IV", dpt: "I", users: "I" }[head] ?? "V";
}
