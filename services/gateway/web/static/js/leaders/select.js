// What the leaders' page shows of an overview, as pure functions.

// How far turnout is from its target, in points: {below: true, points: 12.3}.
export function distance(turnout, target) {
  const points = turnout * 100 - target;
  return { below: points < 0, points: Math.abs(points) };
}

export function share(part, whole) {
  return `${whole ? (100 * part) / whole : 0}%`;
}

// Why a record waits for a person: what weighs most comes first.
export function reason({ state, quarantine }) {
  if (state === "conflicted") return "conflicted";
  return quarantine === "none" ? "errors" : "quarantine";
}

export function stationName({ tps, village }) {
  return `TPS ${tps.slice(-3)} ${village}`;
}
