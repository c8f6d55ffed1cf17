// What somebody else made of the scene that is being edited: told at once, and brought together.

import { show, slot, write } from "../dom.js";
import { fill } from "../format.js";
import { differences, merged } from "./merging.js";

const at = (id) => document.getElementById(id);

// `merge(theirs, draft)` and `take(theirs)` are what becomes of it.
export function conflict(words, { merge, take }) {
  const band = at("conflict");
  let [base, theirs, draft] = [null, null, () => null];

  function tell(seen, other) {
    if (theirs?.version === other.version) return;
    [base, theirs] = [seen, other];
    const found = differences(seen, other).map(({ id, what }) => fill(words.conflict.whats[what], { id }));
    say(fill(words.conflict.says, { who: other.set_by ?? "", n: other.version }), found.length ? found : [words.conflict.nothing]);
    buttons(true);
  }

  function gone() {
    say(words.conflict.gone, []);
    buttons(false);
  }

  function say(text, lines) {
    write(slot(band, "says"), text);
    slot(band, "list").replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
    show(band, true);
  }

  function buttons(visible) {
    for (const id of ["merge", "take"]) show(at(id), visible);
  }

  function clear() {
    [base, theirs] = [null, null];
    show(band, false);
  }

  at("merge").addEventListener("click", () => {
    const { scene, both } = merged(base, theirs, draft());
    merge(theirs, scene);
    clear();
    say(words.conflict.merged, both.length ? [fill(words.conflict.both, { ids: both.join(", ") })] : []);
    buttons(false);
  });
  at("take").addEventListener("click", () => {
    const other = theirs;
    clear();
    take(other);
  });
  return { tell, gone, clear, draftIs: (reader) => (draft = reader) };
}
