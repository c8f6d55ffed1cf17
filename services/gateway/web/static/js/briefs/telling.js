// A brief's facts as the rows of its parts: {key, title, note, mark, kind, aside}. Pure.

import { fill } from "../format.js";
import { telling } from "../indicators/telling.js";

export const PARTS = ["incidents", "warnings", "dispositions", "moved", "late", "roster", "stages"];
const GRAVE = { critical: "is-crit", major: "is-warn" };

// Gives of a part its rows, and how many there are besides.
export function parts(facts, words, fmt, language) {
  const { period } = telling(words, fmt, language);
  const told = { words, fmt, period, english: language === "en" };
  const { moved, late, empty } = facts.indicators;
  const owed = { count: late.count + empty.count, items: [...late.items, ...empty.items] };
  const lists = { ...facts, moved, late: owed };
  return Object.fromEntries(
    PARTS.map((name) => {
      const { count, items } = lists[name];
      return [name, { rows: items.map((one, n) => ({ ...ROWS[name](one, told), key: String(n) })), more: count - items.length }];
    }),
  );
}

// The numbers at the head of the page.
export function tally({ incidents, dispositions, indicators }) {
  const { count, critical, reported, closed } = incidents;
  return { open: count, critical, reported, closed, overdue: dispositions.count, late: indicators.late.count };
}

export function heard({ heard: sources }, words, fmt) {
  const said = Object.entries(words.kinds).map(([kind, name]) => `${name} ${sources[kind] ? fmt.moment(sources[kind]) : words.unheard}`);
  return fill(words.heard, { sources: said.join("; ") });
}

const ROWS = {
  incidents: (one, { words, fmt }) => ({
    title: `${one.number} ${one.headline}`,
    note: [one.place, one.agency].filter(Boolean).join(" · "),
    mark: `${words.severities[one.severity]}, ${words.states[one.state] ?? one.state}`,
    kind: GRAVE[one.severity] ?? "",
    aside: one.night ? words.night : fmt.moment(one.reported_at),
  }),
  warnings: (one, { words, fmt }) => ({
    title: one.headline,
    note: "",
    mark: words.severities[one.severity],
    kind: GRAVE[one.severity] ?? "",
    aside: fmt.moment(one.since),
  }),
  dispositions: (one, { words, fmt }) => ({
    title: one.title,
    note: "",
    mark: fill(fmt.counted(words.due, one.days), { day: fmt.date(one.due) }),
    kind: "is-warn",
    aside: "",
  }),
  moved: (one, told) => ({
    title: titled(one, told),
    note: one.made ? told.words.sample : "",
    mark: `${amount(one, one.value, one.unit, told)} (${gap(one, told)})`,
    kind: { true: "is-ok", false: "is-crit" }[one.better] ?? "",
    aside: `${told.period(one.period)}, ${fill(told.words.from, { period: told.period(one.before) })}`,
  }),
  late: (one, told) => ({
    title: titled(one, told),
    note: one.owner,
    mark: one.newest ? fill(told.fmt.counted(told.words.missing, one.missing), { period: told.period(one.newest) }) : told.words.never,
    kind: "is-warn",
    aside: "",
  }),
  roster: (one, { fmt }) => ({ title: one.headline, note: "", mark: "", kind: "", aside: fmt.moment(one.since) }),
  stages: (one, { words, fmt }) => ({
    title: one.name,
    note: one.election_name,
    mark: one.changed ? words.changed : "",
    kind: "is-warn",
    aside: `${fill(words[one.edge], { day: fmt.date(one.day) })}, ${one.left ? fmt.counted(words.left, one.left) : words.today}`,
  }),
};

function titled(one, { english }) {
  return (english && one.title_en) || one.title;
}

function amount(one, value, unit, { fmt }) {
  return `${fmt.number(value, one.decimals)} ${unit}`.trim();
}

function gap(one, told) {
  const sign = one.change > 0 ? "+" : "";
  if (one.unit !== "%") return sign + amount(one, one.change, one.unit, told);
  return sign + fill(told.words.points, { n: told.fmt.number(one.change, one.decimals) });
}
