// Boxes, middles and outlines of GeoJSON polygons, for places where no map engine is needed. Pure.

const rings = ({ type, coordinates }) => (type === "Polygon" ? [coordinates] : coordinates);
const drawn = (features) => features.filter((feature) => feature.geometry);

// [west, south, east, north] in degrees; null where nothing is drawn.
export function boundsOf(features) {
  const points = drawn(features).flatMap(({ geometry }) => rings(geometry).flat(2));
  if (!points.length) return null;
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return box;
}

// The centre of gravity of the largest part, in degrees.
export function middleOf(geometry) {
  const parts = rings(geometry).map(([ring]) => weighed(ring));
  return parts.reduce((a, b) => (b.area > a.area ? b : a)).middle;
}

function weighed(ring) {
  let [twice, x, y] = [0, 0, 0];
  for (let i = 0; i < ring.length - 1; i += 1) {
    const [[x0, y0], [x1, y1]] = [ring[i], ring[i + 1]];
    const cross = x0 * y1 - x1 * y0;
    twice += cross;
    x += (x0 + x1) * cross;
    y += (y0 + y1) * cross;
  }
  return { area: Math.abs(twice) / 2, middle: twice ? [x / (3 * twice), y / (3 * twice)] : ring[0] };
}

// Fit a box of degrees into width by height, true to shape at the box's latitude.
export function projection([west, south, east, north], width, height) {
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const [wide, high] = [Math.max((east - west) * narrow, 1e-9), Math.max(north - south, 1e-9)];
  const scale = Math.min(width / wide, height / high);
  const [left, top] = [(width - wide * scale) / 2, (height - high * scale) / 2];
  return ([x, y]) => [left + (x - west) * narrow * scale, top + (north - y) * scale];
}

export function pathOf(geometry, project) {
  const place = (point) => project(point).map((n) => n.toFixed(1)).join(" ");
  const loop = (ring) => `M${ring.map(place).join("L")}Z`;
  return rings(geometry).flat().map(loop).join("");
}

// Grow a box around its middle.
export function grown([west, south, east, north], factor) {
  const [dx, dy] = [((east - west) * (factor - 1)) / 2, ((north - south) * (factor - 1)) / 2];
  return [west - dx, south - dy, east + dx, north + dy];
}
