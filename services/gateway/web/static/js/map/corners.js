// A geometry by its corners, one at a time: moved, added, taken out, without a pointer. Pure.

import { modeOf } from "./vertices.js";

const LEAST = { point: 1, linestring: 2, polygon: 3 };

export function leastOf(type) {
  return LEAST[modeOf(type)] ?? 1;
}

// Runs of positions: a line is one, a ring is one without its end, which is its beginning.
function runs({ type, coordinates }) {
  const parts = type.startsWith("Multi") ? coordinates : [coordinates];
  const kind = modeOf(type);
  if (kind === "polygon") return parts.map((rings) => rings.map((ring) => ring.slice(0, -1)));
  return parts.map((part) => [kind === "point" ? [part] : part]);
}

function joined(type, parts) {
  const kind = modeOf(type);
  const made = parts.map((inner) => {
    if (kind === "polygon") return inner.map((ring) => [...ring, ring[0]]);
    return kind === "point" ? inner[0][0] : inner[0];
  });
  return { type, coordinates: type.startsWith("Multi") ? made : made[0] };
}

// Every corner in order: [{ part, ring, at, position }]; none of no geometry.
export function cornersOf(geometry) {
  if (!geometry) return [];
  return runs(geometry).flatMap((inner, part) => inner.flatMap((run, ring) => run.map((position, at) => ({ part, ring, at, position }))));
}

function changed(geometry, number, edit) {
  const corner = cornersOf(geometry)[number];
  const parts = runs(geometry).map((inner, part) => inner.map((run, ring) => (part === corner.part && ring === corner.ring ? edit(run, corner.at) : run)));
  return joined(geometry.type, parts);
}

export function moved(geometry, number, position) {
  return changed(geometry, number, (run, at) => run.map((one, place) => (place === at ? position : one)));
}

// After this corner; a point has no second one.
export function added(geometry, number, position) {
  if (modeOf(geometry.type) === "point") return null;
  return changed(geometry, number, (run, at) => [...run.slice(0, at + 1), position, ...run.slice(at + 1)]);
}

// null where too few would stay.
export function dropped(geometry, number) {
  const { part, ring } = cornersOf(geometry)[number];
  if (runs(geometry)[part][ring].length <= leastOf(geometry.type)) return null;
  return changed(geometry, number, (run, at) => run.filter((_, place) => place !== at));
}

// The geometry that these positions begin; null while they are too few.
export function begun(type, positions) {
  if (positions.length < leastOf(type)) return null;
  return joined(type, modeOf(type) === "point" ? [[positions.slice(0, 1)]] : [[positions]]);
}

// Where a new corner comes by itself: half way to the next one of its run, null after the last.
export function between(geometry, number) {
  const all = cornersOf(geometry);
  const { part, ring, position } = all[number];
  const run = all.filter((one) => one.part === part && one.ring === ring);
  const ends = modeOf(geometry.type) === "linestring";
  const place = run.findIndex((one) => one.at === all[number].at);
  if (ends && place === run.length - 1) return null;
  const next = run[(place + 1) % run.length].position;
  return [(position[0] + next[0]) / 2, (position[1] + next[1]) / 2];
}
