// What the API says is wrong with an expression, in the page's language.

import { fill } from "../format.js";

const PLACE = /^line (\d+), column (\d+): (.*)$/s;

export function placeOf(message) {
  const found = PLACE.exec(message);
  return found && { line: Number(found[1]), column: Number(found[2]) };
}

// A phrase that is known is said in the page's words, with the names that stand around it.
export function explained(message, words) {
  const found = PLACE.exec(message);
  if (!found) return message;
  const [, line, column, said] = found;
  const phrase = Object.keys(words.wrong).find((one) => said.includes(one));
  return fill(words.place, { line, column, message: phrase ? told(said, phrase, words.wrong[phrase]) : said });
}

function told(said, phrase, word) {
  const name = /is called (\S+?)(?:;|$)/.exec(said)?.[1];
  const near = /is it (\S+)\?$/.exec(said)?.[1];
  return [word, name, near && `(${near}?)`].filter(Boolean).join(" ");
}
