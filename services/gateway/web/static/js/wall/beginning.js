// A wall that starts while nobody answers shows what it knew last, with its age. One that is
// answered at once never looks at it.

import { kept } from "./kept.js";

const PATIENCE = 4_000;

// onKept({data, at}) after a while without an answer, where something is kept.
export function beginning(name, onKept) {
  setTimeout(async () => {
    const found = await kept(name);
    if (found) onKept(found);
  }, PATIENCE);
}
