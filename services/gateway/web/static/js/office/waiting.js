// What the counters of the front page say: how much waits, and the one thing about it that presses
// most. Pure.

import { fill } from "../format.js";

export const TO_DO = ["to_sign", "to_initial", "to_send", "to_follow_up", "dispositions_to_follow_up"];
const DAY = 86_400_000;

// {text, icon} of the line below a counter: what is very urgent, late, urgent, or how old the oldest
// is; null where nothing waits.
export function pressing({ n, detail }, { words, fmt, today }) {
  if (!n || !detail) return null;
  if (detail.very_urgent) return { text: fill(words.veryUrgentOf, { n: detail.very_urgent }), icon: "crit" };
  if (detail.overdue) return { text: fill(words.overdueOf, { n: detail.overdue }), icon: "warn" };
  if (detail.urgent) return { text: fill(words.urgentOf, { n: detail.urgent }), icon: "warn" };
  if (!detail.oldest) return null;
  const age = daysBetween(detail.oldest, today);
  return { text: age ? fmt.counted(words.oldestOf, age) : words.oldestToday, icon: null };
}

function daysBetween(day, other) {
  return Math.max(0, Math.round((Date.parse(other) - Date.parse(day)) / DAY));
}

// One counter: how many, and what is told of them.
export function counterOf(counters, id) {
  return { n: counters[id] ?? 0, detail: counters.details?.[id] ?? null };
}

// "7 naskah menunggu Anda, 2 lewat batas waktu."
export function summary(counters, { words, fmt }) {
  const all = TO_DO.map((id) => counterOf(counters, id));
  const n = all.reduce((sum, one) => sum + one.n, 0);
  const late = all.reduce((sum, one) => sum + (one.detail?.overdue ?? 0), 0);
  if (!n) return words.nothingWaits;
  return fill(late ? words.waiting : words.waitingInTime, { n: fmt.count(n), late: fmt.count(late) });
}
