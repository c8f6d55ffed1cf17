// Answers that panels ask for again and again: each address once, however many panels show it, and
// still warm when a scene comes back. What was read last stays, with its age, while nobody answers.

import { forget, keepFor, kept } from "./kept.js";

const SOON = 10_000; // after a question that nobody answered
const REFUSED = [401, 403];

// `now`: the gateway's time in milliseconds.
export function readings(now) {
  const known = new Map();

  function entryOf(path) {
    if (!known.has(path)) known.set(path, { path, data: null, at: null, state: "waiting", turn: 0, timer: null, listeners: new Map() });
    return known.get(path);
  }

  // The soonest that somebody wants it.
  const every = (entry) => Math.min(...entry.listeners.values());

  async function load(entry) {
    clearTimeout(entry.timer);
    const turn = (entry.turn += 1);
    const found = await read(entry.path);
    if (turn !== entry.turn) return;
    if (found.state === "ok") {
      Object.assign(entry, { data: found.data, at: now(), state: "ok" });
      keepFor(entry.path, found.data, entry.at);
    } else await missed(entry, found.state);
    tell(entry);
    if (entry.listeners.size) entry.timer = setTimeout(() => load(entry), found.state === "away" ? Math.min(SOON, every(entry)) : every(entry));
  }

  async function missed(entry, state) {
    if (state === "refused") forget();
    if (state !== "away") Object.assign(entry, { data: null, at: null, state });
    else if (entry.data === null) {
      const before = await kept(entry.path);
      Object.assign(entry, before ? { ...before, state: "ok" } : { state });
    }
  }

  function tell(entry) {
    for (const listener of entry.listeners.keys()) listener(entry);
  }

  return {
    // onRead({data, at, state}): now where it is known, then at each reading; `seconds` between two.
    // state: waiting, ok, away (never answered), refused, absent. Gives what ends it.
    watch(path, seconds, onRead) {
      const entry = entryOf(path);
      entry.listeners.set(onRead, seconds * 1000);
      if (entry.state !== "waiting") onRead(entry);
      load(entry);
      return () => {
        entry.listeners.delete(onRead);
        if (!entry.listeners.size) clearTimeout(entry.timer);
      };
    },
    // Read those that somebody looks at anew, where the address begins so.
    again(prefix) {
      for (const entry of known.values()) if (entry.listeners.size && entry.path.startsWith(prefix)) load(entry);
    },
  };
}

async function read(path) {
  try {
    const answer = await fetch(path, { cache: "no-cache" });
    if (answer.ok) return { state: "ok", data: await answer.json() };
    if (answer.status === 404) return { state: "absent" };
    return { state: REFUSED.includes(answer.status) ? "refused" : "away" };
  } catch {
    return { state: "away" };
  }
}
