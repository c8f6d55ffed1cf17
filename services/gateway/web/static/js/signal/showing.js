// What the desk of signal shows of stations, as pure functions.

import { fill } from "../format.js";

// The address of a list; what is empty is not asked for.
export function listPath(path, asked) {
  const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value));
  return query.size ? `${path}?${query}` : path;
}

// How many stations somebody decided for.
export function decided({ accepted, changed }) {
  return accepted + changed;
}

const COUNTED = ["stations", "without_point", "without_plan", "none", "weak", "accepted", "changed", "outdated"];

// What areas count together.
export function together(areas) {
  return Object.fromEntries(COUNTED.map((name) => [name, areas.reduce((sum, one) => sum + one[name], 0)]));
}

// What stands below a station's plan: that facts changed, and what is near.
export function remarks({ outdated, proposed, covered, asset }, words, fmt) {
  const plan = words.plan[proposed] ?? words.noPlan;
  const place = (near) => ({ name: near.name ?? near.kind, metres: fmt.count(Math.round(near.metres)) });
  return [
    outdated && `${words.state.outdated}. ${fill(words.proposes, { plan })}`,
    covered && covered.metres > 0 && fill(words.near, place(covered)),
    asset && fill(words.nearAsset, place(asset)),
  ].filter(Boolean);
}

// The row that an arrow key leads to from a row, null for other keys and at the ends.
export function neighbour(rows, row, key) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[key];
  return step ? (rows[rows.indexOf(row) + step] ?? null) : null;
}
