// Where a photo lies in its view: {x, y, scale, turn}, by which CSS moves, scales and turns the
// sheet about its own upper left corner. Pure.

export const STEP = 1.25;
const [LEAST, MOST] = [0.05, 8];
const MARGIN = 16;
const WIDE = 0.84; // of the view

export function turned(turn) {
  return (turn + 90) % 360;
}

// As large as fits the view, in its middle.
export function fitted(size, view, turn = 0) {
  const lying = turn % 180 !== 0;
  const [width, height] = lying ? [size.height, size.width] : [size.width, size.height];
  const scale = bounded(Math.min((view.width - 2 * MARGIN) / width, (view.height - 2 * MARGIN) / height));
  const [left, top] = [(view.width - width * scale) / 2, (view.height - height * scale) / 2];
  return { ...cornered(left, top, size, scale, turn), scale, turn };
}

// As wide as reads well, the band {top, height} of it in sight; a turned one lies whole in its view.
export function readable(size, view, band, turn = 0) {
  const whole = fitted(size, view, turn);
  const scale = bounded((WIDE * view.width) / size.width);
  if (turn !== 0 || scale <= whole.scale) return whole;
  const middle = band ? (band.top + band.height / 2) * size.height * scale : 0;
  const lowest = view.height - MARGIN - size.height * scale;
  const y = Math.min(MARGIN, Math.max(lowest, view.height / 2 - middle));
  return { x: (view.width - size.width * scale) / 2, y, scale, turn };
}

// The corner of the unturned sheet that, turned about it, has its upper left end at (left, top).
function cornered(left, top, { width, height }, scale, turn) {
  const [w, h] = [width * scale, height * scale];
  return { 0: { x: left, y: top }, 90: { x: left + h, y: top }, 180: { x: left + w, y: top + h }, 270: { x: left, y: top + w } }[turn];
}

// Larger or smaller by a factor; what is at the point `at` of the view stays there.
export function zoomed(place, factor, at) {
  const scale = bounded(place.scale * factor);
  const by = scale / place.scale;
  return { ...place, scale, x: at.x - (at.x - place.x) * by, y: at.y - (at.y - place.y) * by };
}

// A band of the sheet, {top, height} in parts of it, across the view. A turned sheet is only fitted.
export function zoomedTo(place, size, band, view) {
  if (place.turn !== 0) return place;
  const height = Math.max(band.height, 0.06) * size.height;
  const scale = bounded(Math.min((view.width - 2 * MARGIN) / size.width, (0.6 * view.height) / height));
  const middle = (band.top + band.height / 2) * size.height * scale;
  return { x: (view.width - size.width * scale) / 2, y: view.height / 2 - middle, scale, turn: 0 };
}

// Where a point of the sheet, {left, top} in parts of it, is seen in the view.
export function seen({ x, y, scale, turn }, { width, height }, { left, top }) {
  const [u, v] = [left * width * scale, top * height * scale];
  const [across, down] = { 0: [u, v], 90: [-v, u], 180: [-u, -v], 270: [v, -u] }[turn];
  return { x: x + across, y: y + down };
}

// Where the sheet lies in a magnifier: the point `at` of the view in its middle, so many times larger.
export function lensed(place, at, power, half) {
  const [x, y] = [half.x - (at.x - place.x) * power, half.y - (at.y - place.y) * power];
  return { x, y, scale: place.scale * power, turn: place.turn };
}

// The nearest point that is in the view.
export function within({ x, y }, { width, height }) {
  return { x: Math.min(width, Math.max(0, x)), y: Math.min(height, Math.max(0, y)) };
}

function bounded(scale) {
  return Math.min(MOST, Math.max(LEAST, scale));
}
