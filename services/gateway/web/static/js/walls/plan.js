// A scene as it is being laid out: pure, each step gives a new plan. Cells count from the upper left.

export const GRID = { columns: 24, rows: 12 };
const MOST_STEPS = 100;

const within = (value, least, most) => Math.min(Math.max(value, least), most);
const replaced = (panels, id, change) => panels.map((one) => (one.id === id ? { ...one, ...change(one) } : one));

export function meet(one, other) {
  return one.x < other.x + other.w && other.x < one.x + one.w && one.y < other.y + other.h && other.y < one.y + one.h;
}

/** Return the pairs of ids that lie over each other. */
export function overlaps(panels) {
  return panels.flatMap((one, place) => panels.slice(place + 1).filter((other) => meet(one, other)).map((other) => [one.id, other.id]));
}

/** Move a panel by cells; it stays on the grid. */
export function moved(panels, id, dx, dy) {
  return replaced(panels, id, (one) => ({
    x: within(one.x + dx, 0, GRID.columns - one.w),
    y: within(one.y + dy, 0, GRID.rows - one.h),
  }));
}

/** Make a panel larger or smaller by cells, never below `least` ([w, h]). */
export function sized(panels, id, dw, dh, [wide, high]) {
  return replaced(panels, id, (one) => ({
    w: within(one.w + dw, Math.min(wide, GRID.columns - one.x), GRID.columns - one.x),
    h: within(one.h + dh, Math.min(high, GRID.rows - one.y), GRID.rows - one.y),
  }));
}

export const without = (panels, id) => panels.filter((one) => one.id !== id);
export const changed = (panels, id, change) => replaced(panels, id, () => change);

/** Add a panel of a kind where there is room for it: as large as is usual, else as small as may be. */
export function added(panels, kind, facts) {
  const [wide, high] = facts.least;
  const usual = [Math.max(wide, 6), Math.max(high, 4)];
  const place = free(panels, usual) ?? free(panels, facts.least) ?? { x: 0, y: 0, w: wide, h: high };
  const one = { id: freshId(panels, kind), kind, ...place, options: usualOptions(facts.options) };
  return { panels: [...panels, one], id: one.id };
}

function free(panels, [w, h]) {
  for (let y = 0; y + h <= GRID.rows; y += 1) {
    for (let x = 0; x + w <= GRID.columns; x += 1) {
      const place = { x, y, w, h };
      if (!panels.some((one) => meet(one, place))) return place;
    }
  }
  return null;
}

function freshId(panels, kind) {
  const taken = new Set(panels.map((one) => one.id));
  let number = 1;
  while (taken.has(`${kind}-${number}`)) number += 1;
  return `${kind}-${number}`;
}

function usualOptions({ properties }) {
  const usual = Object.entries(properties).filter(([, one]) => one.default !== undefined);
  return Object.fromEntries(usual.map(([name, one]) => [name, structuredClone(one.default)]));
}

/** Return what is not given that has to be, by panel: `[[id, option], …]`. */
export function missing(panels, kinds) {
  return panels.flatMap((one) => {
    const { required, properties } = kinds[one.kind].options;
    const needed = required.filter((name) => properties[name] && isEmpty(one.options[name]));
    return needed.map((name) => [one.id, name]);
  });
}

const isEmpty = (value) => value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

// ---- steps that can be taken back

export const begun = (draft) => ({ past: [], now: draft, next: [] });

/** Take a step; a step of the same `sort` as the last (one drag, one text) is one with it. */
export function stepped(history, draft, sort = null) {
  if (JSON.stringify(draft) === JSON.stringify(history.now)) return history;
  const joined = sort !== null && sort === history.sort;
  const past = joined ? history.past : [...history.past, history.now].slice(-MOST_STEPS);
  return { past, now: draft, next: [], sort };
}

export function undone({ past, now, next }) {
  return past.length ? { past: past.slice(0, -1), now: past.at(-1), next: [now, ...next] } : { past, now, next };
}

export function redone({ past, now, next }) {
  return next.length ? { past: [...past, now], now: next[0], next: next.slice(1) } : { past, now, next };
}
