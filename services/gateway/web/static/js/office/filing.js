// A letter that is done goes into an open file of the unit as which one acts.

import { show } from "../dom.js";
import { fill } from "../format.js";
import { explain } from "../console/api.js";
import { inDialog } from "./asking.js";

const at = (id) => document.getElementById(id);

// Resolves with where it stands then, or null.
export async function filing(page, letter) {
  const { api, words } = page;
  const asked = new URLSearchParams({ open: "true", unit: page.acting.unit, limit: "200", ...page.as });
  const files = await api.all(`/v1/office/archive/files?${asked}`);
  const form = at("filing-form");
  form.elements.file.replaceChildren(...ordered(files, letter).map((one) => new Option(`${one.code} ${one.title}`, one.id)));
  show(at("filing-none"), files.length === 0);
  show(at("filing-choice"), files.length > 0);
  form.querySelector('[value="save"]').disabled = files.length === 0;
  const done = await inDialog(at("filing"), form, {
    send: (key) => {
      const path = `/v1/office/archive/files/${encodeURIComponent(form.elements.file.value)}/letters`;
      return api.send("POST", path, { kind: "letter", letter: letter.id, ...page.as }, { key });
    },
    tell: (error) => explain(error, words),
    alert: at("filing-alert"),
  });
  if (done) page.say(fill(words.letter.filed, { file: form.elements.file.selectedOptions[0]?.text ?? "" }));
  return done;
}

// Files of the letter's own classification first.
function ordered(files, letter) {
  const fits = (one) => Number(one.classification === letter.classification);
  return [...files].sort((a, b) => fits(b) - fits(a) || a.code.localeCompare(b.code));
}
