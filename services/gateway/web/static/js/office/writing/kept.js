// What was written and is not with the server yet, kept in this browser until it is. Nothing of a
// secret letter is kept.

import { isSecret } from "./draft.js";

const PREFIX = "kendali-draft-";
const MOST_AGE = 30 * 24 * 3600 * 1000;

// `store` is localStorage, or what stands for it; a full or forbidden one keeps nothing.
export function kept(store, letter, clock = Date.now) {
  const name = PREFIX + letter;

  function forget() {
    try {
      store.removeItem(name);
    } catch {
      // nothing is kept
    }
  }

  return {
    forget,
    // Keep the content, which was written over the server's `base` of this version.
    put(content, version, base) {
      if (isSecret(content) || isSecret(base)) return forget();
      try {
        store.setItem(name, JSON.stringify({ content, version, base, at: clock() }));
      } catch {
        // nothing is kept: the line says that it is not saved
      }
    },
    // What is kept: {content, version, base, at}, or null.
    get() {
      try {
        return JSON.parse(store.getItem(name));
      } catch {
        return null;
      }
    },
  };
}

// Forget what nobody came back for, of all letters.
export function forgetOld(store, clock = Date.now) {
  for (const name of Object.keys(store).filter((one) => one.startsWith(PREFIX))) {
    const at = JSON.parse(store.getItem(name) ?? "{}")?.at ?? 0;
    if (clock() - at > MOST_AGE) store.removeItem(name);
  }
}
