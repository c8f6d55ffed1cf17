// Geometry under the hand: which point is near enough to snap to, and geometries as the editor has
// them. Pure.

// The nearest of the points, as the screen shows them, within the reach; null where none is.
// `project` gives {x, y} in pixels.
export function nearest(points, at, project, reach) {
  let [found, least] = [null, reach];
  for (const point of points) {
    const { x, y } = project(point);
    const far = Math.hypot(x - at.x, y - at.y);
    if (far <= least) [found, least] = [point, far];
  }
  return found;
}

// A geometry's parts, each of which the editor takes as a feature of its own.
export function partsOf(geometry) {
  if (!geometry) return [];
  if (!geometry.type.startsWith("Multi")) return [geometry];
  const type = geometry.type.slice("Multi".length);
  return geometry.coordinates.map((coordinates) => ({ type, coordinates }));
}

// Parts become one geometry of the layer's type; null of none.
export function joinedParts(parts, wanted) {
  if (!parts.length) return null;
  const multi = wanted.startsWith("Multi") || parts.length > 1;
  if (!multi) return parts[0];
  return { type: `Multi${parts[0].type}`, coordinates: parts.map((one) => one.coordinates) };
}

// The editor takes positions of at most nine decimals.
export function rounded(geometry, digits = 7) {
  const round = (one) => (Array.isArray(one) ? one.map(round) : Number(one.toFixed(digits)));
  return { ...geometry, coordinates: round(geometry.coordinates) };
}

export function modeOf(type) {
  return { Point: "point", LineString: "linestring", Polygon: "polygon" }[type.replace("Multi", "")] ?? null;
}
