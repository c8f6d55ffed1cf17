// Labels that keep out of each other's way. Pure.

const ROUNDS = 120;

// Which of the boxes can stand without touching one before it or the edge, true or false each.
export function fitting(boxes, { width, height }) {
  const kept = [];
  return boxes.map((box) => {
    const [halfWide, halfHigh] = [box.width / 2, box.height / 2];
    const within =
      box.x >= halfWide && box.x <= width - halfWide && box.y >= halfHigh && box.y <= height - halfHigh;
    const free = within && kept.every((one) => !overlap(one, box));
    if (free) kept.push(box);
    return free;
  });
}

function overlap(one, other) {
  const wide = (one.width + other.width) / 2 - Math.abs(other.x - one.x);
  const high = (one.height + other.height) / 2 - Math.abs(other.y - one.y);
  return wide > 0 && high > 0;
}

// boxes: [{x, y, width, height, fixed}] by their middles. Gives new middles: each pair that overlaps
// is pushed apart along the shorter way, and none leaves the area {width, height}; what is fixed
// stays.
export function spread(boxes, area) {
  const moved = boxes.map((box) => inside({ ...box }, area));
  for (let round = 0; round < ROUNDS; round += 1) {
    let quiet = true;
    for (let i = 0; i < moved.length; i += 1) {
      for (let j = i + 1; j < moved.length; j += 1) quiet = !push(moved[i], moved[j]) && quiet;
    }
    moved.forEach((box) => inside(box, area));
    if (quiet) break;
  }
  return moved.map(({ x, y }) => ({ x, y }));
}

function push(one, other) {
  if (one.fixed && other.fixed) return false;
  const [dx, dy] = [other.x - one.x, other.y - one.y];
  const wide = (one.width + other.width) / 2 - Math.abs(dx);
  const high = (one.height + other.height) / 2 - Math.abs(dy);
  if (wide <= 0.01 || high <= 0.01) return false;
  if (wide < high) shift(one, other, "x", (wide / 2) * (dx < 0 ? -1 : 1));
  else shift(one, other, "y", (high / 2) * (dy < 0 ? -1 : 1));
  return true;
}

function shift(one, other, axis, distance) {
  if (!one.fixed) one[axis] -= other.fixed ? 2 * distance : distance;
  if (!other.fixed) other[axis] += one.fixed ? 2 * distance : distance;
}

function inside(box, { width, height }) {
  if (box.fixed) return box;
  box.x = Math.min(Math.max(box.x, box.width / 2), width - box.width / 2);
  box.y = Math.min(Math.max(box.y, box.height / 2), height - box.height / 2);
  return box;
}
