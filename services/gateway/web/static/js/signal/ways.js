// The ways from a station as the desk of signal tells them: along roads, or straight where no road
// leads, with what is bad on them now. Pure.

import { fill } from "../format.js";

const ENDS = ["to_centre", "to_covered", "to_asset"];

// A line for each way that is known; one line where none is.
export function ways(told, words, fmt) {
  const lines = ENDS.filter((end) => told[end]).map((end) => line(end, told[end], words, fmt));
  return lines.length > 0 ? lines : [words.none];
}

function line(end, way, words, fmt) {
  const head = fill(words[end], { name: way.to.name ?? way.to.kind });
  return [`${head}: ${length(way, words, fmt)}`, bad(way, words), around(way, words, fmt)].filter(Boolean).join("; ");
}

function length(way, words, fmt) {
  return fill(way.by_road ? words.road : words.straight, { km: kilometres(way, fmt) });
}

function kilometres({ metres, straight_metres: straight }, fmt) {
  return fmt.number((metres + straight) / 1000, 1);
}

// What on the way is closed, else what is heavily damaged.
function bad(way, words) {
  const closed = roads(way, (one) => one.reason !== "heavy");
  if (closed) return fill(words.blocked, { roads: closed });
  const heavy = roads(way, () => true);
  return heavy && fill(words.heavy, { roads: heavy });
}

function roads({ legs }, wanted) {
  return [...new Set(legs.filter((leg) => leg.bad.some(wanted)).map((leg) => leg.name ?? leg.road))].join(", ");
}

function around(way, words, fmt) {
  if (!way.blocked) return "";
  return way.detour ? fill(words.detour, { km: kilometres(way.detour, fmt) }) : words.noDetour;
}
