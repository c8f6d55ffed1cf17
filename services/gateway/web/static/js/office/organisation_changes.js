// What is asked before a position is changed, or matters of it are delegated; each says in the dialog
// which rule stands against it.

import { explain } from "../console/api.js";
import { inDialog } from "./asking.js";
import { keep, slot, stamp, write } from "../dom.js";

const at = (id) => document.getElementById(id);

function ask(page, id, send) {
  const form = at(`${id}-form`);
  const tell = (error) => page.words.wrong[error.problem?.errors?.[0]?.field] ?? explain(error, page.words);
  const said = () => ({ ...Object.fromEntries(new FormData(form)), ...page.as });
  return inDialog(at(id), form, { send: (key) => send(said(), key), tell, alert: at(`${id}-alert`) });
}

function offer(list, positions) {
  list.replaceChildren(...positions.map((one) => Object.assign(document.createElement("option"), { value: one.code, label: one.title })));
}

// delegating(page, position, positions): what was delegated, or null.
export function delegating(page, position, positions) {
  const form = at("delegate-form");
  form.reset();
  write(at("delegate-position"), position.title);
  form.elements.starts.value = page.today;
  offer(at("delegate-positions"), positions.filter((one) => one.code !== position.code));
  return ask(page, "delegate", (said, key) => page.api.send("POST", "/v1/office/delegations", { ...said, from: position.code }, { key }));
}

// endingDelegation(page, one): the delegation with its last day, or null.
export function endingDelegation(page, one) {
  const form = at("undelegate-form");
  form.reset();
  write(at("undelegate-what"), one.person);
  form.elements.ends.value = page.today;
  const path = `/v1/office/delegations/${encodeURIComponent(one.id)}/end`;
  return ask(page, "undelegate", (said, key) => page.api.send("POST", path, said, { key }));
}

// changing(page, position, positions): the position as it is now, or null.
export function changing(page, position, positions) {
  const form = at("change-form");
  form.reset();
  offer(at("change-positions"), positions.filter((one) => one.code !== position.code));
  write(at("change-position"), position.code);
  for (const name of ["title", "level"]) form.elements[name].value = position[name];
  form.elements.above.value = position.above ?? "";
  form.elements.records.checked = position.records;
  const path = `/v1/office/positions/${encodeURIComponent(position.code)}`;
  return ask(page, "change", ({ title, level, above, as }, key) =>
    page.api.send("PUT", path, {
      title, level, above: above.trim() || null, unit: position.unit, records: form.elements.records.checked, ...(as && { as }),
    }, { key }));
}

// What was done with a position, the last first.
export async function acts(page, position) {
  const { words, fmt } = page;
  const all = await page.api.all(`/v1/office/positions/${encodeURIComponent(position.code)}/history?limit=500`);
  const numbered = all.map((one, place) => ({ ...one, place })).reverse();
  keep(at("past-acts"), numbered, (one) => one.place, () => stamp("past-act-template"), (node, one) => {
    write(slot(node, "what"), words.acts[one.what] ?? one.what);
    write(slot(node, "who"), [one.person, one.position, fmt.moment(one.at)].filter(Boolean).join(", "));
  });
}
