// A draft that saves itself: every change soon, one save at a time, nothing given up. What it needs
// of the world comes in, so that it is tested without one.
//
//   const saver = saving({ version, send, tell });
//   saver.touch(content);              // at each change
//   await saver.now();                 // all of it is with the server
//
// `send(content, version, key)` resolves with the new version, or throws what the API answered.
// `tell({state, …})` hears: "unsaved", "saving", "saved" {at}, "away" (it will be tried again),
// "changed" (somebody else saved meanwhile), "refused" {error} and "over" {error}: no draft any more.

import { newKey } from "../../console/api.js";

const SOON = 1_500;
const AGAIN = [2_000, 4_000, 8_000, 15_000];

export function saving({ version, send, tell, wait = (does, time) => setTimeout(does, time), clock = () => new Date() }) {
  let [content, sent, key] = [null, null, null];
  let [running, waiting, tries, halted] = [null, false, 0, false];

  const dirty = () => content !== null && content !== sent;

  function touch(next) {
    content = next;
    key = null; // other content is another command
    if (!halted) tell({ state: "unsaved" });
    soon(SOON);
  }

  function soon(time) {
    if (waiting || halted) return;
    waiting = true;
    wait(() => {
      waiting = false;
      if (dirty()) flush();
    }, time);
  }

  function flush() {
    running ??= save().finally(() => {
      running = null;
    });
    return running;
  }

  async function save() {
    const mine = content;
    key ??= newKey();
    tell({ state: "saving" });
    try {
      version = await send(mine, version, key);
      [sent, tries] = [mine, 0];
      if (content === mine) tell({ state: "saved", at: clock() });
      else soon(SOON);
    } catch (error) {
      judge(error);
    }
  }

  function judge(error) {
    const { status } = error;
    if (status === undefined) throw error; // no answer of the API: a mistake of ours
    if (status === 412) return halt({ state: "changed" });
    if ([403, 404, 409].includes(status)) return halt({ state: "over", error });
    // Without the key of secret letters none is saved, however often it is tried.
    if (status === 422 || error.problem?.type === "no-office-key") return tell({ state: "refused", error });
    tell({ state: "away" });
    soon(AGAIN[Math.min(tries++, AGAIN.length - 1)]);
  }

  function halt(said) {
    halted = true;
    tell(said);
  }

  return {
    touch,
    isDirty: dirty,
    version: () => version,
    // Save at once, and wait for it; tells whether all is saved.
    async now() {
      while (running || (dirty() && !halted)) {
        const before = content;
        await flush();
        if (dirty() && content === before) break;
      }
      return !dirty();
    },
    // Do something else that makes a new version, between two saves: `does(version)` gives it.
    async beside(does) {
      while (running) await running;
      const done = does(version);
      running = done.then(() => {}, () => {}).finally(() => {
        running = null;
        if (dirty()) soon(SOON);
      });
      const made = await done;
      ({ version } = made);
      return made;
    },
    // Go on from another version: with what was chosen of both, or (null) with what is there.
    resume(from, chosen) {
      [version, halted, key] = [from, false, null];
      if (chosen === null) {
        [content, sent] = [null, null];
        tell({ state: "saved", at: clock() });
      } else touch(chosen);
    },
  };
}
