// What the map paints: each village's leader and how far it is. Pure.

import { leader, progressOf } from "./select.js";

export const LAND = 4; // a level of its own: a place of which nothing is counted

// Features get `leader` (the number; 0 for equal, -1 for none) and `level` (see progressOf). Without
// rows they are land.
export function painted(features, rows) {
  const told = features.map((feature) => {
    const row = rows?.[feature.id];
    const level = rows ? progressOf(row) : LAND;
    const properties = { leader: row && level ? (leader(row) ?? -1) : -1, level };
    return { type: "Feature", id: feature.id, geometry: feature.geometry, properties };
  });
  return { type: "FeatureCollection", features: told };
}

export function isDrawnFromPoints(features) {
  return features.some((feature) => feature.properties.quality === "voronoi");
}
