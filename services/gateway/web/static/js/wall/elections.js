// One state for each election that the page or a panel shows. Asked for late, it is filled by the
// next snapshot, which is asked for at once.

import { apply, initial } from "../state.js";

// `main`: the election of the page, empty for the newest. `onWanted()` has to bring a new snapshot.
export function elections(main, onWanted) {
  const states = new Map([[main, initial(main)]]);
  let served = false;

  return {
    main: () => states.get(main),
    all: () => [...states.values()],
    // `wanted`: empty for the page's own.
    of(wanted) {
      const name = wanted || main;
      if (!states.has(name)) {
        states.set(name, initial(name));
        if (served) onWanted();
      }
      return states.get(name);
    },
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
