// What was done with a letter or a disposition, by whom as what; the last act first.

import { keep, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { correctionsOf } from "./incoming_steps.js";

export async function history(page, list, path) {
  const { words, fmt } = page;
  const acts = await page.api.all(`${path}?${new URLSearchParams({ limit: "500", ...page.as })}`);
  const numbered = acts.map((one, place) => ({ ...one, place })).reverse();
  keep(list, numbered, (one) => one.place, () => stamp("history-template"), (node, one) => {
    write(slot(node, "what"), words.acts[one.what] ?? one.what);
    write(slot(node, "at"), fmt.moment(one.at));
    write(slot(node, "who"), one.position ? fill(words.by, { title: one.position, person: one.person }) : one.person);
    const said = correctionsOf(one).map((change) => fill(words.changed, { ...change, field: words.fields[change.field] ?? change.field }));
    const note = one.after?.note ?? one.after?.entry?.note;
    write(slot(node, "said"), [...said, note].filter(Boolean).join(" · "));
    show(slot(node, "said"), said.length > 0 || Boolean(note));
  });
}
