// Figures in words: how far, whether better, of when, how late. Pure.

import { NOTHING, fill } from "../format.js";

// Gives what a page says of headlines, in its language.
export function telling(words, fmt, language) {
  const locale = { id: "id-ID", en: "en-GB" }[language] ?? "id-ID";
  const month = new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" });
  const short = new Intl.DateTimeFormat(locale, { month: "short", timeZone: "UTC" });

  // "2024-11" is Nov 2024, "2024-Q3" Triwulan 3 2024.
  function period(text) {
    if (!text) return NOTHING;
    const [year, rest, day] = text.split("-");
    if (day) return fmt.date(text);
    if (!rest) return year;
    if (rest[0] === "Q") return fill(words.quarter, { n: rest[1], year });
    if (rest[0] === "S") return fill(words.semester, { n: rest[1], year });
    return month.format(Date.UTC(Number(year), Number(rest) - 1, 1));
  }

  const value = (head, number) => fmt.number(number ?? null, head.decimals);
  const plain = (head, number) => amount(head, number, head.unit);

  // A difference between percentages is points.
  function gap(head, number) {
    return head.unit === "%" ? fill(words.points, { n: value(head, Math.abs(number)) }) : amount(head, Math.abs(number), head.unit);
  }

  function amount(head, number, unit) {
    return number === null || number === undefined ? NOTHING : `${value(head, number)} ${unit}`.trim();
  }

  // {icon, kind, text} of a headline's change since a year before.
  function change(head, behind = "") {
    if (head.value === null) return { icon: "info", kind: "", text: words.noFigure };
    if (head.change === null) return { icon: "info", kind: "", text: words.noBefore };
    if (head.change === 0) return { icon: "minus", kind: "", text: words.same };
    const icon = head.change > 0 ? "up" : "dn";
    const text = fill(head.change > 0 ? words.up : words.down, { n: gap(head, head.change) }) + behind;
    if (head.better === null) return { icon, kind: "", text };
    return { icon, kind: head.better ? "is-good" : "is-bad", text: `${text}, ${head.better ? words.good : words.bad}` };
  }

  // The same, with the period that it is compared with.
  function since(head) {
    if (!head.change || head.value === null) return change(head);
    const before = String(Number(head.period.slice(0, 4)) - 1) + head.period.slice(4);
    return change(head, ` ${fill(words.since, { period: period(before) })}`);
  }

  // A target has as many decimals as it was set with.
  function goal(head, number) {
    const digits = (String(number).split(".")[1] ?? "").length;
    return plain({ ...head, decimals: Math.min(head.decimals, digits) }, number);
  }

  // A target that is a limit (less is better) is spoken of as one.
  function target(head) {
    if (head.target === null) return words.noTarget;
    const limit = head.direction === "down";
    const facts = { target: goal(head, head.target), n: head.to_target === null ? "" : gap(head, head.to_target) };
    if (head.value === null) return fill(limit ? words.limit : words.target, facts);
    if (head.to_target === 0) return fill(words.exact, facts);
    const over = head.to_target > 0;
    const sentence = limit ? (over ? words.limitOver : words.limitShort) : over ? words.over : words.short;
    return fill(sentence, facts) + (head.reached ? `, ${words.reached}` : "");
  }

  // {icon, kind, text} of how new it is.
  function fresh(head) {
    if (head.period === null) return { icon: "warn", kind: "badge-warn", text: words.never };
    const facts = { period: period(head.period), rhythm: words.rhythm[head.rhythm] };
    if (head.late) return { icon: "warn", kind: "badge-warn", text: fill(fmt.counted(words.late, head.missing), facts) };
    return { icon: "ok", kind: "badge-ok", text: fill(words.data, facts) };
  }

  function freshShort(head) {
    if (head.late) return { icon: "warn", late: true, text: head.period ? fill(words.lateShort, { period: period(head.period) }) : words.never };
    return { icon: "wait", late: false, text: period(head.period) };
  }

  // Which dimension values are shown, to stand after a title; nothing for the whole.
  function part(told) {
    const names = told.about?.dimensions.filter(({ name }) => name in told.dimension).map(({ name, codes }) => codes[told.dimension[name]]) ?? [];
    return names.length ? ` · ${names.join(", ")}` : "";
  }

  // What is not to be had of these values, in one line.
  function partNote(told) {
    if (!part(told)) return "";
    const goals = Object.keys(told.about.targets).length;
    return [goals ? words.part.target : "", told.rolls_up ? "" : words.part.own].filter(Boolean).join(" ");
  }

  // What a class of the map is called, from its bounds.
  function step(number, limits, decimals) {
    const of = (limit) => fmt.number(limit, decimalsOf(limits, decimals));
    if (number === 0) return words.unknown;
    if (number === 1) return `< ${of(limits[0])}`;
    if (number === limits.length + 1) return `≥ ${of(limits.at(-1))}`;
    return `${of(limits[number - 2])}–${of(limits[number - 1])}`;
  }

  // How far a figure may be trusted, in a few words: one that is late is not called a wrong one.
  function quality({ quality: { complete, consistent, counts }, period: newest, days_late: days }) {
    if (newest === null) return words.never;
    const said = words.quality;
    return [
      days ? fmt.counted(said.days, days) : said.fresh,
      complete.score === 100 ? said.full : fill(said.partly, counts),
      consistent.score === 100 ? said.holds : fill(said.odd, { ...counts, n: counts.looked - counts.held }),
    ].join("; ");
  }

  // What a figure's quality is made of; how new it is in words, as its score says nothing to a reader.
  function why(quality, missing) {
    const part = (name) => fill(words.quality[name], { ...quality.counts, n: quality[name].score });
    const current = quality.fresh.score ? words.quality.current : words.never;
    return [part("complete"), missing ? fmt.counted(words.quality.behind, missing) : current, part("consistent")];
  }

  const signed = (head, number) => (number === null ? NOTHING : `${number > 0 ? "+" : number < 0 ? "−" : ""}${value(head, Math.abs(number))}`);
  const monthName = (index) => short.format(Date.UTC(2024, index, 1));
  const title = (one) => (language === "en" && one.title_en ? one.title_en : one.title);
  const definition = (one) => (language === "en" && one.definition_en ? one.definition_en : one.definition);

  return { period, value, plain, gap, change, since, target, goal, fresh, freshShort, step, quality, why, signed, monthName, title, definition, part, partNote };
}

// Bounds are rounder than values: as many decimals as they need, no more than the indicator has.
function decimalsOf(limits, most) {
  const digits = limits.map((one) => (String(one).split(".")[1] ?? "").length);
  return Math.min(Math.max(0, ...digits), Math.max(most, 0) + 2);
}
