// A number such as 15a behind one of an earlier day, for a letter that is ready to be signed.

import { write } from "../dom.js";
import { fill } from "../format.js";
import { explain } from "../console/api.js";
import { inDialog } from "./asking.js";

const at = (id) => document.getElementById(id);

// Resolves with the number that was reserved, or null.
export async function puttingIn(page, letter) {
  const { api, words } = page;
  const form = at("putting-in-form");
  form.reset();
  form.elements.day.max = page.today;
  write(at("putting-in-about"), letter.subject);
  const made = await inDialog(at("putting-in"), form, {
    send: (key) => {
      const { behind, day, reason } = Object.fromEntries(new FormData(form));
      const body = { version: letter.version, behind: Number(behind), day, reason, ...page.as };
      return api.send("POST", `/v1/office/letters/${encodeURIComponent(letter.id)}/number`, body, { key });
    },
    tell: (error) => why(error, page),
    alert: at("putting-in-alert"),
  });
  if (made) page.say(fill(words.letter.putIn, { number: made.text }));
  return made;
}

// Which dates the number is for, where that was not one of them.
function why(error, { words, fmt }) {
  const { type, first, last, year } = error.problem ?? {};
  if (type === "number-year-closed") return fill(words.letter.yearClosed, { year: String(year) });
  if (type !== "number-day") return explain(error, words);
  const said = words.letter[last ? "daysBetween" : "daysFrom"];
  return fill(said, { first: fmt.date(first), last: last ? fmt.date(last) : "" });
}
