// What statistics say, as rows of a table and as a CSV file. Pure.

import { NOTHING, fill } from "../format.js";

export const CLASSES = ["good", "fair", "light", "heavy", "unknown"];

// The items of an answer, each as texts by column; the last row is of all of them.
export function rows(answer, words, fmt) {
  const all = answer.by === "year" || answer.items.length === 0 ? [] : [{ key: "", name: words.total, ...answer.total, trend: [] }];
  return [...answer.items, ...all].map((item) => ({ key: item.key, ...row(item, answer.by, words, fmt) }));
}

function row(item, by, words, fmt) {
  const texts = { name: name(item, by, words), length: fmt.number(item.length_m / 1000, 1) };
  for (const one of CLASSES) texts[one] = fmt.number(item.metres[one] / 1000, 1);
  return { ...texts, soundness: share(item.soundness, fmt), trend: trend(item.trend ?? [], words, fmt) };
}

function name(item, by, words) {
  return by === "surface" ? words.surface[item.key] ?? item.name : item.name ?? item.key;
}

function share(value, fmt) {
  return value === null ? NOTHING : fmt.number(value, 1);
}

// Each year's share, the last four of them, and by how many points it changed since the first:
// `bars` to draw, `change` to read, `years` for who wants each figure. Null: nothing to compare.
export function trend(years, words, fmt) {
  const known = years.filter((one) => one.soundness !== null).slice(-4);
  if (known.length < 2) return null;
  const said = known.map((one) => fill(words.year, { year: one.year, share: share(one.soundness, fmt) }));
  const change = known.at(-1).soundness - known[0].soundness;
  const points = `${change > 0 ? "+" : change < 0 ? "−" : ""}${fmt.number(Math.abs(change), 1)}`;
  return {
    bars: known.map((one) => one.soundness),
    change: fill(words.change, { points, year: known[0].year }),
    years: said.join(" · "),
  };
}

// Kilometres with a point, so that any program reads them, whatever the page's language.
export function csv(answer, words) {
  const head = [words.by[answer.by], words.head.length, ...CLASSES.map((one) => words.head[one]), words.head.soundness];
  const lines = answer.items.map((item) => [
    name(item, answer.by, words),
    (item.length_m / 1000).toFixed(3),
    ...CLASSES.map((one) => (item.metres[one] / 1000).toFixed(3)),
    item.soundness === null ? "" : item.soundness.toFixed(2),
  ]);
  return [head, ...lines].map((cells) => cells.map(quoted).join(",")).join("\r\n") + "\r\n";
}

// A cell that begins like a formula is not one: a spreadsheet would run it.
function quoted(cell) {
  const safe = /^[=+@\t-]/.test(cell) && Number.isNaN(Number(cell)) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
