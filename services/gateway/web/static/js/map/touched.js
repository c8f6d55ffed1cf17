// Which tiles a change touches. Pure; tiles are those of WebMercatorQuad.

const RIM = 1 / 32; // of a tile's side: its geometries reach that far beyond it
const MOST = 400;

// The tiles {z, x, y} of the zooms up to `zoom` that hold a part of both boxes (west, south, east,
// north); null where all are to be fetched again: the change may be anywhere, or the tiles are many.
export function touched(box, view, zoom) {
  if (!box) return null;
  const both = [Math.max(box[0], view[0]), Math.max(box[1], view[1]), Math.min(box[2], view[2]), Math.min(box[3], view[3])];
  if (both[0] > both[2] || both[1] > both[3]) return [];
  const found = [];
  for (let z = Math.max(0, Math.ceil(zoom)); z >= 0; z -= 1) {
    found.push(...covering(both, z));
    if (found.length > MOST) return null;
  }
  return found;
}

function covering([west, south, east, north], z) {
  const side = 2 ** z;
  const range = (low, high) => [Math.max(0, Math.floor(low - RIM)), Math.min(side - 1, Math.floor(high + RIM))];
  const [left, right] = range(column(west, side), column(east, side));
  const [top, bottom] = range(row(north, side), row(south, side));
  if ((right - left + 1) * (bottom - top + 1) > MOST) return new Array(MOST + 1).fill(null);
  const tiles = [];
  for (let x = left; x <= right; x += 1) for (let y = top; y <= bottom; y += 1) tiles.push({ z, x, y });
  return tiles;
}

function column(longitude, side) {
  return ((longitude + 180) / 360) * side;
}

function row(latitude, side) {
  const turned = (Math.min(85.0511, Math.max(-85.0511, latitude)) * Math.PI) / 180;
  return ((1 - Math.asinh(Math.tan(turned)) / Math.PI) / 2) * side;
}

// The box that holds both; null (anywhere) holds everything.
export function joined(one, other) {
  if (!one || !other) return null;
  return [Math.min(one[0], other[0]), Math.min(one[1], other[1]), Math.max(one[2], other[2]), Math.max(one[3], other[3])];
}
