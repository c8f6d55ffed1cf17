// Shapes of villages and districts, once for each area that something shows.

import { shapes } from "../areas.js";

export function grounds(onChange) {
  const known = new Map(); // area → {shapes, loader}

  function begin(area) {
    const entry = { shapes: null, loader: null };
    entry.loader = shapes((found) => {
      entry.shapes = found;
      onChange();
    });
    known.set(area, entry);
    entry.loader.of(area);
    return entry;
  }

  return {
    // What is known of them; null until something is.
    of: (area) => (known.get(area) ?? begin(area)).shapes,
    again: () => known.forEach(({ loader }) => loader.again()),
  };
}
