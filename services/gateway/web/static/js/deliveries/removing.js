// A group is taken away after a question; what still tells it is named.

import { show, slot, write } from "../dom.js";
import { fill } from "../format.js";
import { explain } from "../console/api.js";
import { asked } from "../console/dialog.js";

const STANDBY = "siaga"; // stands in while nobody is on duty

// remove(api, words, group): `{ done }`, or `{ told }` where it was refused.
export async function remove(api, words, group) {
  const dialog = document.getElementById("sure-dialog");
  write(slot(dialog, "title"), fill(words.sure, group));
  show(slot(dialog, "siaga"), group.code === STANDBY);
  if (!(await asked(dialog))) return { done: false };
  try {
    await api.send("DELETE", `/v1/recipient-groups/${encodeURIComponent(group.code)}?version=${group.version}`);
    return { done: true };
  } catch (error) {
    return { told: refused(error.problem?.used_by, words) ?? explain(error, words) };
  }
}

// refused(used, words): what tells the group, in words; null where nothing is named.
export function refused(used, words) {
  if (!used?.length) return null;
  const named = used.map((one) => (one.code ? fill(words.uses[one.kind], { name: one.name || one.code }) : words.usedElsewhere));
  return `${words.problems["group-used"]}: ${named.join(", ")}.`;
}
