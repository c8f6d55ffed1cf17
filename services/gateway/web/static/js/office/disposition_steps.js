// What may be done about a disposition, where it stands, and who has it. Pure.

const OPEN = ["sent", "read", "in_progress", "passed_on", "reported"];
const ICONS = { sent: "mail", read: "eye", in_progress: "wait", passed_on: "flow", reported: "doc", done: "ok", cancelled: "x" };
const KINDS = { done: "badge badge-ok", reported: "badge badge-info" };
export const PATHS = {
  read: "reading", start: "start", pass_on: "passing-on", report: "report", accept: "acceptance", give_back: "giving-back", cancel: "cancellation",
};

const AS_RECEIVER = {
  sent: ["read"],
  read: ["start", "pass_on", "report"],
  in_progress: ["pass_on", "report"],
  passed_on: ["pass_on", "report"],
};
const AS_GIVER = { sent: ["cancel"], reported: ["accept", "give_back"] };

// stepsOf(one, position): what the position may do now, the likeliest first. What is for
// coordination is not passed on; a report is not accepted before the duties below are done.
export function stepsOf(one, position) {
  const mine = one.receiver === position ? (AS_RECEIVER[one.state] ?? []) : [];
  const given = one.giver === position ? (AS_GIVER[one.state] ?? []) : [];
  const waits = waiting(one).length > 0;
  return [...mine.filter((verb) => one.duty || verb !== "pass_on"), ...given.filter((verb) => verb !== "accept" || !waits)];
}

// The one step that is the thing to do now: what waits for others has none.
export function nextOf(one, verbs) {
  const next = ["read", "start", "accept", "report"].find((verb) => verbs.includes(verb)) ?? null;
  return waiting(one).length > 0 ? null : next;
}

// Duties right below that are not done.
export function waiting(one) {
  return (one.children ?? []).filter((child) => child.duty && OPEN.includes(child.state));
}

// face(one): the icon, the badge and the word's key of where it stands.
export function face(one) {
  return { icon: ICONS[one.state], badge: KINDS[one.state] ?? "badge", word: one.state };
}

// heldBy(one): the word's key and values of who has it and since when.
export function heldBy(one) {
  const times = { sent: one.given_at, read: one.read_at, in_progress: one.started_at ?? one.read_at, reported: one.reported_at, done: one.done_at };
  const names = { passed_on: waiting(one).map((child) => child.receiver_title), reported: [one.giver_title] };
  const word = one.state === "passed_on" && names.passed_on.length === 0 ? "passed_on_done" : one.state;
  return { word, at: times[one.state] ?? null, who: (names[one.state] ?? []).join(", ") };
}

// Days from one day to another, both as 2026-11-22.
export function daysBetween(first, last) {
  return Math.round((Date.parse(`${last}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / 86_400_000);
}

// groups(items): what was given on the letter itself, by who gave it: [{giver, title, items}].
export function groups(items) {
  const found = new Map();
  for (const one of items) {
    const known = found.get(one.giver) ?? { giver: one.giver, title: one.giver_title, items: [] };
    found.set(one.giver, { ...known, items: [...known.items, one] });
  }
  return [...found.values()];
}

// All nodes of a tree, each before those below it.
export function flat(items) {
  return items.flatMap((one) => [one, ...flat(one.children ?? [])]);
}
