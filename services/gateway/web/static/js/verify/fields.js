// The figures of a C.HASIL form in the order of the paper, and how forms hold them. Pure.
//
// A form is nested ({users: {dpt: {male}}}); here it is flat: "users.dpt.male" → figure. What was
// not entered is absent.

const PEOPLE = [
  ["dpt", "I.A"],
  ["users.dpt", "I.B.1"],
  ["users.dptb", "I.B.2"],
  ["users.dpk", "I.B.3"],
  ["users.total", "I.B.4"],
];
const BALLOTS = [
  ["ballots.received", "II.1"],
  ["ballots.used", "II.2"],
  ["ballots.returned", "II.3"],
  ["ballots.unused", "II.4"],
];
const SUMS = [
  ["valid", "V.A"],
  ["invalid", "V.B"],
  ["total", "V.C"],
];
const SEXES = ["male", "female"];

// Rows: {path, code, of, sex?, number?, page, at}. `of` is what the row's label is of, `sex` is
// there for a row that is only a part of the one before it, `page` the page of the paper, and `at`
// where on it about, as {top, height} in parts of the page.
export function rowsOf(contest) {
  const people = PEOPLE.flatMap(([of, code]) => sexed(of, code));
  const ballots = BALLOTS.map(([of, code]) => ({ path: of, code, of }));
  const first = placed([...people, ...ballots, ...sexed("disabled", "III")], 1, 0.2, 0.92);
  const votes = contest.candidates.map((one) => ({
    path: `votes.${one.number}`, code: "IV", of: one.name, number: one.number,
  }));
  const sums = SUMS.map(([of, code]) => ({ path: of, code, of }));
  return [...first, ...placed(votes, 2, 0.18, 0.9), ...placed(sums, 3, 0.16, 0.4)];
}

function sexed(of, code) {
  const parts = SEXES.map((sex) => ({ path: `${of}.${sex}`, code, of, sex }));
  return [{ path: `${of}.total`, code, of }, ...parts];
}

// Spread the lines of a page evenly between two heights. A total and its parts are one line.
function placed(rows, page, from, to) {
  const lines = rows.filter((row) => !row.sex).length;
  const height = (to - from) / lines;
  let line = -1;
  return rows.map((row) => {
    if (!row.sex) line += 1;
    return { ...row, page, at: { top: from + line * height, height } };
  });
}

export function flat(form, prefix = "") {
  const figures = {};
  for (const [name, value] of Object.entries(form ?? {})) {
    if (value === null || value === undefined) continue;
    const path = prefix + name;
    if (typeof value === "object") Object.assign(figures, flat(value, `${path}.`));
    else figures[path] = value;
  }
  return figures;
}

export function nested(figures) {
  const form = {};
  for (const [path, figure] of Object.entries(figures)) {
    const names = path.split(".");
    const last = names.pop();
    let part = form;
    for (const name of names) part = part[name] ??= {};
    part[last] = figure;
  }
  return form;
}
