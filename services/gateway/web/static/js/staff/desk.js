// What the parts of the desk share: the frame, where the API is, how a failure is said.

import { shell } from "../console/shell.js";
import { set, show, write } from "../dom.js";
import { days } from "../format.js";
import { messageOf } from "./reading.js";

export const MOST = 100; // rows of a list at once
const FOUND = "elections.party_membership_found";
let heard = () => {}; // what the parts do about a member whom a party lists
export const page = await shell({
  topics: [FOUND],
  onEvent: ({ topic, data }) => topic === FOUND && data.data.election === election?.id && heard(),
});
export const { api, words, fmt, me, election } = page;
export const root = election && `/v1/elections/${encodeURIComponent(election.id)}/staff`;
export const part = (id) => document.getElementById(id);
export const fields = (form) => Object.fromEntries([...new FormData(form)].filter(([, value]) => value));

// Today where the election is: a round opens and closes by that day.
export function today() {
  return days(document.body.dataset.timezone)(new Date());
}

// Let `what` be done when a party lists a member of this election.
export function whenFound(what) {
  heard = what;
}

export async function attempt(task) {
  try {
    await task();
  } catch (error) {
    page.fail(translated(error));
  }
}

// The same failure with what it says of fields in the page's words.
export function translated(error) {
  for (const one of error.problem?.errors ?? []) one.message = messageOf(one, words);
  return error;
}

// Say what is wrong beside the fields of a form, {name: text}, and go to the first of them.
export function mark(form, wrong) {
  for (const line of form.querySelectorAll("[data-wrong]")) {
    const name = line.dataset.wrong;
    write(line, wrong[name] ?? "");
    line.classList.toggle("staff-wrong", name in wrong);
    set(form.elements[name], "aria-invalid", String(name in wrong));
  }
  const first = Object.keys(wrong).find((name) => form.elements[name]);
  if (first) form.elements[first].focus();
}

// The fields that a failure names, for `mark`; null where it names none of this form.
export function wrongFields(error, form) {
  const named = (error.problem?.errors ?? []).filter((one) => form.querySelector(`[data-wrong="${CSS.escape(one.field)}"]`));
  return named.length ? Object.fromEntries(named.map((one) => [one.field, messageOf(one, words)])) : null;
}

// The button that brings the next page of a list, `draw(answer, before)`.
export function more(button, answer, items, path, draw) {
  show(button, answer.next !== null);
  button.onclick = () => attempt(async () => draw(await api.get(`${path}&after=${encodeURIComponent(answer.next)}`), items));
}
