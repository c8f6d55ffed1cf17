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

function bounded(scale) {
  return Math.min(MOST, Math.max(LEAST, scale));
}
