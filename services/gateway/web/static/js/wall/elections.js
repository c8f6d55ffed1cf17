// One state for each election that the page or a panel shows. The line is asked to tell of those that
// the wall's scenes name, besides the page's own; a new one is filled by the next snapshot.

import { apply, initial } from "../state.js";

export const MOST = 9; // that the gateway tells of besides

// `main`: the election of the page, empty for the newest.
export function elections(main) {
  const states = new Map([[main, initial(main)]]);
  let served = false;

  return {
    main: () => states.get(main),
    all: () => [...states.values()],
    // Those to ask for besides the page's own.
    also: () => [...states.keys()].filter((name) => name !== main).slice(0, MOST),
    // Show these from now on, the first of them where they are too many. Whether one is new.
    follow(named) {
      const wanted = named.filter((name) => name !== main).slice(0, MOST);
      const fresh = wanted.filter((name) => !states.has(name));
      for (const name of states.keys()) if (name !== main && !wanted.includes(name)) states.delete(name);
      for (const name of fresh) states.set(name, initial(name));
      return fresh.length > 0;
    },
    // `wanted`: empty for the page's own. One that is not followed has nothing to show.
    of: (wanted) => states.get(wanted || main) ?? initial(wanted),
    // Whether the event told something new.
    hear(event) {
      served ||= event.topic === "snapshot";
      let changed = false;
      for (const [name, state] of states) {
        const next = apply(state, event);
        if (next === state) continue;
        states.set(name, next);
        changed = true;
      }
      return changed;
    },
    // What was kept of an earlier day's page, until something is heard.
    restore(kept) {
      if (served) return;
      for (const state of kept) states.set(state.wanted, { ...state, outdated: false });
    },
  };
}
