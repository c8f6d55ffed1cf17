// What is said of an indicator's figure: how it moved, how far the target is, of when it is. Pure.

import { fill } from "../format.js";
import { periodOf } from "./plot.js";

const points = (unit, words) => (unit === "%" ? words.points : unit);

// {icon, mood, text}: against a year before; null where nothing is known of that.
export function moved(head, words, fmt) {
  if (head.change === null || head.change === undefined) return null;
  const by = fmt.number(Math.abs(head.change), head.decimals);
  if (head.change === 0) return { icon: "minus", mood: "same", text: words.pieceSame };
  const up = head.change > 0;
  const mood = head.better === null ? "same" : head.better ? "better" : "worse";
  const text = fill(up ? words.pieceUp : words.pieceDown, { by: `${by} ${points(head.unit, words)}` });
  const judged = { better: words.pieceBetter, worse: words.pieceWorse }[mood];
  return { icon: up ? "up" : "dn", mood, text: judged ? `${text}, ${judged}` : text };
}

// {icon, mood, text}: against the target; null where there is none.
export function goal(head, words, fmt) {
  if (head.target === null || head.target === undefined) return null;
  const shown = (value) => fmt.number(value, head.decimals);
  const target = `${shown(head.target)} ${head.unit}`;
  if (head.reached) return { icon: "ok", mood: "better", text: fill(words.pieceReached, { target }) };
  const gap = `${shown(Math.abs(head.to_target))} ${points(head.unit, words)}`;
  const said = head.to_target < 0 ? words.pieceShort : words.pieceOver;
  return { icon: "warn", mood: "short", text: fill(said, { gap, target }) };
}

// "Nov 2024", "triwulan 3 2024", "25 Nov 2024".
export function periodText(text, words, fmt, short = false) {
  const period = periodOf(text ?? "");
  if (!period) return "";
  const { rhythm, year, part } = period;
  if (rhythm === "day") return fmt.date(text);
  if (rhythm === "month") return short ? fmt.month(`${text}-01`) : `${fmt.month(`${text}-01`)} ${year}`;
  if (rhythm === "quarter") return fill(short ? words.quarterShort : words.quarter, { n: part, year });
  if (rhythm === "half") return fill(short ? words.halfShort : words.half, { n: part, year });
  return String(year);
}

export function titleOf(one, language) {
  return language === "en" && one.title_en ? one.title_en : one.title;
}
