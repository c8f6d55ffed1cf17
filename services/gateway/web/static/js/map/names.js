// Where the name of an area stands: tiles hold areas in pieces, and a name is written once. Pure.

import { middleOf } from "../geometry.js";
import { boxOf } from "./shapes.js";

// features: pieces with the id of their feature in `code`; gives a point for each, with its text: the
// middle of its pieces, weighed by the size of their boxes.
export function namesOf(features, label, source) {
  const found = new Map();
  for (const { geometry, properties } of features) {
    if (!/Polygon$/.test(geometry.type) || !properties[label]) continue;
    const [west, south, east, north] = boxOf(geometry);
    const size = (east - west) * (north - south);
    const [x, y] = middleOf(geometry);
    const known = found.get(properties.code) ?? { size: 0, x: 0, y: 0, text: properties[label] };
    found.set(properties.code, { ...known, size: known.size + size, x: known.x + x * size, y: known.y + y * size });
  }
  return [...found.values()].filter((one) => one.size > 0).map(({ size, x, y, text }) => ({
    type: "Feature",
    properties: { text, source },
    geometry: { type: "Point", coordinates: [x / size, y / size] },
  }));
}
