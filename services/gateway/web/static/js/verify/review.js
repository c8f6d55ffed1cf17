// One record on the desk: what its readers say, what was found, and what the verifier makes of it.
// Pure: each change gives a new review.

import { flat, nested, rowsOf } from "./fields.js";

const DECIDED = "verifier"; // an earlier decision, which stands until there is another
const FIRST = ["crew", "import", DECIDED]; // whose entry stands at the left where there are several
const SEVERE = { error: 2, warning: 1 };

// result: what the API answers for the record; contest: of the election.
export function reviewOf(result, contest) {
  const entries = result.entries.map(({ source, channel, received_at: at, form }) => ({
    source, channel, at, figures: flat(form),
  }));
  entries.sort((a, b) => rank(a) - rank(b));
  const review = {
    result,
    entries,
    decided: entries.find((one) => one.source === DECIDED)?.figures ?? null,
    rows: rowsOf(contest),
    findings: result.findings,
    fixed: {}, // path → the right figure, where the verifier said so
    second: 1,
    parts: false, // whether every row of men and women is shown
    focus: "",
  };
  return { ...review, focus: (oddRows(review)[0] ?? shownRows(review)[0]).path };
}

function rank({ source }) {
  const place = FIRST.indexOf(source);
  return place < 0 ? FIRST.length : place;
}

export function left(review) {
  return review.entries[0] ?? null;
}

export function right(review) {
  return review.entries[review.second] ?? null;
}

// The figure that stands unless the verifier says otherwise.
export function standing(review, path) {
  const { decided, fixed } = review;
  return fixed[path] ?? decided?.[path] ?? left(review)?.figures[path] ?? right(review)?.figures[path];
}

// What is shown of a row: {first, second, differs, findings, reviewed, mark: ok warn crit
// none, fixed}.
export function judge(review, row) {
  const [first, second] = [left(review), right(review)].map((one) => one?.figures[row.path]);
  const said = review.entries.map((one) => one.figures[row.path]).filter((one) => one !== undefined);
  const differs = said.some((one) => one !== said[0]);
  const here = review.findings.filter((one) => main(one, review.rows) === row.path);
  const findings = here.filter((one) => one.state === "open");
  const worst = Math.max(0, ...findings.map((one) => SEVERE[one.severity]));
  const doubt = Math.max(worst, differs ? 1 : 0);
  const mark = said.length === 0 ? "none" : ["ok", "warn", "crit"][doubt];
  const reviewed = here.filter((one) => one.state !== "open");
  return { first, second, differs, findings, reviewed, mark, fixed: review.fixed[row.path] };
}

// Findings of a sum stand at the figure that was written for it; others at the first they name.
// That entries differ is shown at each field where they do, and needs no line of its own.
export const WRITTEN = { "users-sum": "users.total.total", "ballots-sum": "ballots.received", "votes-sum": "valid", "total-sum": "total" };

// Rules that compare two figures stand at the left one; this is the right one.
export const OTHERS = {
  "users-above-dpt": "dpt.total",
  "disabled-above-users": "users.total.total",
  "total-above-users": "users.total.total",
  "total-not-users": "users.total.total",
  "total-not-ballots": "ballots.used",
};

export function main(finding, rows) {
  if (finding.rule === "entries-differ") return null;
  if (finding.rule in WRITTEN) return WRITTEN[finding.rule];
  const photographed = finding.fields[0]?.match(/^photos\.(\d+)$/);
  if (photographed) return (rows.find((row) => row.page === Number(photographed[1])) ?? rows[0]).path;
  const named = rows.filter((row) => finding.fields.includes(row.path) && row.path !== OTHERS[finding.rule]);
  return (named.find((row) => !row.sex) ?? named[0])?.path ?? rows.find((row) => row.number).path;
}

// Rows of men and women are folded away until something is odd about one of them.
export function shownRows(review) {
  return review.rows.filter((row) => !row.sex || review.parts || row.path === review.focus || isOdd(review, row));
}

export function oddRows(review) {
  return review.rows.filter((row) => isOdd(review, row));
}

function isOdd(review, row) {
  const { mark } = judge(review, row);
  return mark === "warn" || mark === "crit";
}

export function focused(review) {
  return review.rows.find((row) => row.path === review.focus);
}

// The row `step` rows below (or above, where it is negative) the focused one.
export function moved(review, step, rows = shownRows(review)) {
  const here = review.rows.indexOf(focused(review));
  const places = rows.map((row) => review.rows.indexOf(row));
  const next = step > 0 ? places.find((place) => place > here) : places.findLast((place) => place < here);
  return next === undefined ? review : { ...review, focus: review.rows[next].path };
}

export function nextOdd(review) {
  const odd = oddRows(review);
  if (odd.length === 0) return review;
  const on = moved(review, 1, odd);
  return on === review ? { ...review, focus: odd[0].path } : on;
}

export function fix(review, figure) {
  const fixed = { ...review.fixed };
  const plain = standing({ ...review, fixed: without(fixed, review.focus) }, review.focus);
  if (figure === null || figure === plain) delete fixed[review.focus];
  else fixed[review.focus] = figure;
  return { ...review, fixed };
}

function without(fixed, path) {
  const { [path]: _gone, ...rest } = fixed;
  return rest;
}

// Take one reader's figure for the focused field.
export function takeFrom(review, entry) {
  const figure = entry?.figures[review.focus];
  return figure === undefined ? review : fix(review, figure);
}

// The figures that would stand, of every field that anybody entered.
export function stands(review) {
  const figures = {};
  for (const { path } of review.rows) {
    const figure = standing(review, path);
    if (figure !== undefined) figures[path] = figure;
  }
  return figures;
}

// What the API is told: the entry that needs fewest corrections, and these. A figure that an entry
// has and nobody else is its own; the verifier can correct a figure, but not unsay it.
export function decision(review) {
  const wanted = stands(review);
  const options = review.entries.map((entry) => ({ source: entry.source, form: corrections(entry.figures, wanted) }));
  options.sort((a, b) => Object.keys(a.form).length - Object.keys(b.form).length);
  const [best] = options;
  if (!best) return { take: null, form: nested(wanted) };
  return { take: best.source, form: Object.keys(best.form).length ? nested(best.form) : null };
}

function corrections(figures, wanted) {
  return Object.fromEntries(Object.entries(wanted).filter(([path, figure]) => figures[path] !== figure));
}

// Candidates without a figure: a decision needs one for each.
export function missingVotes(review) {
  return review.rows.filter((row) => row.number && standing(review, row.path) === undefined);
}
