// What a file says in a list. Pure.

import { fill } from "../format.js";

// `step` is the list that it may go on today, "transfer" or "destroy", or null.
export function fileRow(one, { words, fmt, today }) {
  const open = one.closed === null;
  const end = one.state === "archived_active" ? one.active_until : one.inactive_until;
  const due = !open && one.list === null && end <= today && ["archived_active", "archived_inactive"].includes(one.state);
  return {
    code: one.code,
    title: one.title,
    class: one.classification,
    state: open ? words.states.open : words.states[one.state],
    term: termOf(one, { words, fmt }),
    letters: one.letters === null ? "" : fmt.count(one.letters),
    due,
    step: due ? stepOf(one) : null,
  };
}

function stepOf(one) {
  if (one.state === "archived_active") return "transfer";
  return one.retention.fate === "destroy" ? "destroy" : null;
}

function termOf(one, { words, fmt }) {
  if (one.closed === null) return fill(words.since, { day: fmt.date(one.opened) });
  if (one.state === "archived_active") return fill(words.activeUntil, { day: fmt.date(one.active_until) });
  if (one.state !== "archived_inactive") return "";
  return fill(words.inactiveUntil, { day: fmt.date(one.inactive_until), fate: words.fates[one.retention.fate] });
}

// Which buttons stand beside a list for who acts as `acting`.
export function listActs(one, acting) {
  const [records, unit] = [acting?.records ?? false, acting?.unit];
  const receives = records && unit === one.centre;
  const judges = !records && (unit === one.unit || unit === one.judge);
  const acts = {
    transfer: { proposed: receives ? ["acceptance", "refusal"] : [] },
    destruction: { proposed: judges ? ["approval", "refusal"] : [], approved: receives ? ["carrying-out"] : judges ? ["refusal"] : [] },
  };
  return acts[one.kind][one.state] ?? [];
}

// Hours as people say them: 12 menit, 3,2 jam, 2,1 hari.
export function hoursOf(hours, { words, fmt }) {
  if (hours === null) return "–";
  if (hours < 1) return fmt.counted(words.minutes, Math.ceil(hours * 60));
  const [n, text] = hours < 48 ? [hours, words.hours] : [hours / 24, words.days];
  return fill(text, { n: fmt.number(n, 1) });
}
