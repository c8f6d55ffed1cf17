// What a list of letters to be signed says of each of them. Pure.

import { fill } from "../format.js";

export const MOST = 200; // of one signing

export function chosenOf(letters, chosen) {
  return letters.filter((one) => chosen.has(one.id));
}

// What is chosen and still waits.
export function pruned(chosen, letters) {
  return new Set(chosenOf(letters, chosen).map((one) => one.id));
}

// outcome(letter, result, job): {name: signed | left | signing | waits | "", icon, text}. `result`
// is the signing's of this letter, none before one; `job` is the signing that runs now.
export function outcome(one, result, job, { list, signing }) {
  if (result?.number && ["signed", "sent"].includes(result.state)) {
    return { name: "signed", icon: "ok", text: fill(list.signed, { number: result.number }) };
  }
  if (result?.reason) {
    return { name: "left", icon: "crit", text: fill(list.left, { why: signing.problems[result.reason] ?? result.reason }) };
  }
  if (result && job) {
    const now = result.state === "signing";
    return { name: now ? "signing" : "waits", icon: "wait", text: now ? list.signing : list.waits };
  }
  if (result) return { name: "waits", icon: "wait", text: list.notReached };
  const failed = one.state === "signing_failed";
  return { name: "", icon: failed ? "warn" : "wait", text: failed ? list.failed : list.ready };
}
