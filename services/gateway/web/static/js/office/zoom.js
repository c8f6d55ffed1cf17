// How large pages are shown, and which one is. Pure.

export const SIZES = { css: 96 / 72, gap: 32 }; // points to pixels of a page at 100 %; around a page
export const STEPS = [0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1, 1.25, 1.5, 2, 3];
const SMALLEST = 0.2;

// What a page `width` wide is shown at in a room: whole in its width, and not larger than it is.
export function fitting(room, width) {
  return Math.min(1, Math.max(SMALLEST, (room - SIZES.gap) / width));
}

// The step above (1) or below (-1) a zoom, null where there is none.
export function closest(zoom, direction) {
  const further = STEPS.filter((one) => (one - zoom) * direction > 0.005);
  return further.length ? further.at(direction > 0 ? 0 : -1) : null;
}

export function next(zoom, direction) {
  return closest(zoom, direction) ?? zoom;
}

// The number of the page at a place, by where pages begin.
export function nowShown(tops, at) {
  return Math.max(1, tops.filter((top) => top <= at).length);
}
