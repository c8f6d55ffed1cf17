// What the API says is wrong with an expression, in the page's language.

import { fill } from "../format.js";

const PLACE = /^line (\d+), column (\d+): (.*)$/s;

export function placeOf(message) {
  const found = PLACE.exec(message);
  return found && { line: Number(found[1]), column: Number(found[2]) };
}

// A phrase that is known is said in the page's words; what stands in braces is taken over.
export function explained(message, words) {
  const found = PLACE.exec(message);
  if (!found) return message;
  const [, line, column, said] = found;
  return fill(words.place, { line, column, message: told(said, words.wrong) });
}

// The longest first: of two that fit it says more.
function told(said, known) {
  const phrases = Object.keys(known).sort((a, b) => b.length - a.length);
  for (const phrase of phrases) {
    const parts = pattern(phrase).exec(said);
    if (parts) return fill(known[phrase], parts.groups ?? {});
  }
  return said;
}

function pattern(phrase) {
  const plain = phrase.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
  return new RegExp(`^${plain.replace(/\{(\w+)\}/g, "(?<$1>.+)")}$`, "s");
}
