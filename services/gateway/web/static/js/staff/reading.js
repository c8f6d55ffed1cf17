// What an applicant's requirements say, and which key decides what. Nothing of the page.

import { fill } from "../format.js";

export const PARTY_FACES = {
  "not-registered": "badge-ok",
  registered: "badge-crit",
  "objection-filed": "badge-warn",
  "objection-upheld": "badge-ok",
  unavailable: "badge-warn",
};
const KEYS = { t: "accepted", c: "reserve", x: "refused" };

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
