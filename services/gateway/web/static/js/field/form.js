// The C.Hasil form: its sections and fields, and figures between a flat and a nested shape. A figure
// that was not entered is absent.

export const SEXES = ["male", "female", "total"];
export const ROWS = ["dpt", "users.dpt", "users.dptb", "users.dpk", "users.total"];
export const BALLOTS = ["received", "used", "returned", "unused"].map((name) => `ballots.${name}`);
export const SUMS = ["valid", "invalid", "total"];

export const sexed = (row) => SEXES.map((sex) => `${row}.${sex}`);
export const voteFields = (contest) => contest.candidates.map((one) => `votes.${one.number}`);

// The fields of each section, by its number on the form.
export function sections(contest) {
  return {
    I: ROWS.flatMap(sexed),
    II: BALLOTS,
    III: sexed("disabled"),
    IV: voteFields(contest),
    V: SUMS,
  };
}

export function fields(contest) {
  return Object.values(sections(contest)).flat();
}

// Figures from what stands in the boxes.
export function figures(texts, contest) {
  const entered = fields(contest).filter((field) => /^\d+$/.test(texts[field] ?? ""));
  return Object.fromEntries(entered.map((field) => [field, Number(texts[field])]));
}

// Fields that were handed in and are empty now: they go as null, which withdraws them. One that was
// withdrawn already is not named again, since somebody else of the crew may have sent it anew.
export function withdrawn(items, now) {
  const sent = items.filter((item) => item.state !== "refused").sort((a, b) => a.order - b.order);
  const there = new Set();
  for (const { figures: brought, cleared = [] } of sent) {
    for (const field of Object.keys(brought)) there.add(field);
    for (const field of cleared) there.delete(field);
  }
  return [...there].filter((field) => !(field in now)).sort();
}

export function nested(flat) {
  const form = {};
  for (const [path, figure] of Object.entries(flat)) {
    const names = path.split(".");
    const last = names.pop();
    let place = form;
    for (const name of names) place = place[name] ??= {};
    place[last] = figure;
  }
  return form;
}

export function flattened(form, path = "") {
  return Object.assign({}, ...Object.entries(form).map(([name, value]) =>
    typeof value === "object" ? flattened(value, `${path}${name}.`) : { [path + name]: value }));
}

// What of the form is there: nothing, votes (all of them, and not all else), part, whole.
export function extent(flat, contest) {
  const has = (wanted) => wanted.every((field) => field in flat);
  if (!Object.keys(flat).length) return "nothing";
  if (has(fields(contest))) return "whole";
  return has(voteFields(contest)) ? "votes" : "part";
}

export function same(one, other) {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
