// A tree of stages as rows, and their days as people read them. Pure.

import { fill } from "../format.js";

// rows(items): each stage with its depth, parents before their parts.
export function rows(items, depth = 0) {
  return items.flatMap((one) => [{ ...one, depth }, ...rows(one.children, depth + 1)]);
}

// The days of a stage in words: one day, from and to, or what is said where there are none.
export function daysOf(one, words, day) {
  if (one.starts && one.ends) {
    if (one.starts === one.ends) return day(one.starts);
    return fill(words.period, { first: day(one.starts), last: day(one.ends) });
  }
  if (one.ends) return fill(words.until, { last: day(one.ends) });
  if (one.starts) return fill(words.since, { first: day(one.starts) });
  return one.timing;
}

// Stages that are under way or begin next: what lasts or starts soonest first, parts before wholes.
export function nearest(items, most) {
  const dated = rows(items).filter((one) => one.state === "running" || one.state === "upcoming");
  const parts = dated.filter((one) => !dated.some((other) => other.parent === one.id));
  const order = (one) => (one.state === "running" ? (one.ends ?? "9") : one.starts);
  const running = parts.filter((one) => one.state === "running" && one.starts);
  const upcoming = parts.filter((one) => one.state === "upcoming");
  const sorted = (list) => [...list].sort((a, b) => order(a).localeCompare(order(b)));
  const [now, then] = [sorted(running), sorted(upcoming)];
  const kept = now.slice(0, Math.max(1, most - Math.min(then.length, most - 1)));
  return [...kept, ...then].slice(0, most);
}

// How many days from one day to another, both "2024-11-27".
export function daysBetween(from, to) {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}
