// What an applicant's requirements, a refused row and a finished job say, and which key decides
// what. Nothing of the page.

import { fill } from "../format.js";

export const PLACE = { ppk: 6, pps: 10, kpps: 13 }; // digits of the area that has such a body
export const PARTY_FACES = {
  "not-registered": "badge-ok",
  registered: "badge-crit",
  "objection-filed": "badge-warn",
  "objection-upheld": "badge-ok",
  unavailable: "badge-warn",
};
export const OBJECTION_FACES = { filed: "badge-warn", upheld: "badge-ok", rejected: "badge-crit" };
const KEYS = { t: "accepted", c: "reserve", x: "refused" };
// What the service says of a field or a row, by the key of its words here.
const REASONS = [
  [/^needs 16 digits/, "nik"],
  [/^is that of line (?<n>\d+)/, "again"],
  [/^needs an area code of (?<n>[\d or]+) digits/, "code"],
  [/^needs the (?<n>\d+) digits of what has a (?<body>\w+)/, "placeDigits"],
  [/^lies outside the round's area (?<area>\d+)/, "outsideRound"],
  [/^lies outside the area of this account/, "outsideAccount"],
  [/^has no polling station of this election/, "noStation"],
  [/^needs letters and no digits/, "letters"],
  [/^needs a text of 1 to (?<n>\d+) characters/, "text"],
  [/^needs a date/, "date"],
  [/^needs true or false/, "flag"],
  [/^must not have a NIK in it/, "nikInside"],
  [/^has no column (?<columns>.+)/, "noColumn"],
  [/^has no rows/, "noRows"],
  [/^needs UTF-8/, "utf8"],
  [/^the file is needed/, "noRows"],
];

export function decisionOf(key) {
  return KEYS[key.toLowerCase()] ?? null;
}

// What failed, and what is still open; nothing of somebody whose name was erased.
export function told(requirements, words) {
  const named = (outcome) =>
    Object.entries(requirements)
      .filter(([, found]) => found === outcome)
      .map(([name]) => words.requirements[name])
      .join(", ");
  const [failed, pending] = [named("failed"), named("pending")];
  if (!Object.keys(requirements).length) return "";
  if (!failed && !pending) return words.allMet;
  return [failed && fill(words.failed, { what: failed }), pending && fill(words.pending, { what: pending })]
    .filter(Boolean)
    .join(". ");
}

// One message of the service in the page's words; as it is where it is none of the known ones.
export function reasonOf(message, words) {
  for (const [pattern, key] of REASONS) {
    const found = pattern.exec(message);
    if (found) return fill(words.reasons[key], { ...found.groups, n: found.groups?.n?.replaceAll(" or ", ", ") });
  }
  return message;
}

// What an error of a problem says of its field, in the page's words where they are known.
export function messageOf({ message, in_english: said = message }, words) {
  const known = reasonOf(said, words);
  return known === said ? message : known;
}

// A refused row's reason, `field message; field message`, in the page's words: the column stands
// beside it, so that only a further one is named again.
export function rowReason(row, words) {
  const said = row.reason.split("; ").map((part) => {
    const [, field, message] = /^(\w+) (.*)$/s.exec(part) ?? [null, row.code, part];
    const text = reasonOf(message, words);
    return field === row.code ? text : `${columnOf(field, words)}: ${text}`;
  });
  return said.join("; ");
}

export function columnOf(field, words) {
  return words.columns[field] ?? field;
}

// How many rows a job that was refused has, and how many of them are good; null for another end.
export function refusedOf(job) {
  const found = /^(\d+) of (\d+) rows can't be taken/.exec(job.message);
  if (job.state !== "failed" || !found) return null;
  const [bad, all] = [Number(found[1]), Number(found[2])];
  return { bad, all, good: all - bad };
}

// What a job that is done has taken: the numbers of its message, in their order.
export function takenOf(job) {
  return (job.message.match(/\d+/g) ?? []).map(Number);
}

// Where a body sits, as people say it: the TPS by its number in its village.
export function placeName(one, words) {
  const name = one.name ?? "";
  return one.area.length === PLACE.kpps ? fill(words.station, { n: one.area.slice(10), name }).trim() : name;
}

// Rounds that take applications on this day (2024-11-27).
export function openOn(rounds, day) {
  return rounds.filter((one) => !one.erased_at && one.opens <= day && day <= one.closes);
}
