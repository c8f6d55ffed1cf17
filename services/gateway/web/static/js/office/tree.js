// The organisation as rows: units in their tree, each followed by its positions. Pure.

const KINDS = ["leadership", "secretariat", "agency", "division", "district", "village"];
const LADDER = ["leader", "high", "administrator", "supervisor", "village", "functional", "staff"];

// rows(units, positions): {key, kind, depth, above (keys of the units above), …}, top down. A unit
// whose parent is not shown stands at the top.
export function rows(units, positions) {
  const known = new Set(units.map((one) => one.code));
  const children = grouped(units, (one) => (known.has(one.parent) ? one.parent : ""));
  const held = grouped(positions, (one) => one.unit);

  function below(parent, depth, above) {
    return [...(children.get(parent) ?? [])].sort(byKind).flatMap((unit) => {
      const key = `unit/${unit.code}`;
      const inside = [...above, key];
      const mine = [...(held.get(unit.code) ?? [])].sort(byLadder);
      const vacant = mine.filter((one) => one.vacant).length;
      return [
        { key, kind: "unit", depth, above, unit, vacant },
        ...mine.map((position) => ({ key: `position/${position.code}`, kind: "position", depth, above: inside, unit, position })),
        ...below(unit.code, depth + 1, inside),
      ];
    });
  }
  return below("", 0, []);
}

function grouped(items, keyOf) {
  const found = new Map();
  for (const one of items) found.set(keyOf(one), [...(found.get(keyOf(one)) ?? []), one]);
  return found;
}

function byKind(one, other) {
  return KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind) || one.code.localeCompare(other.code);
}

function byLadder(one, other) {
  return LADDER.indexOf(one.level) - LADDER.indexOf(other.level) || one.code.localeCompare(other.code);
}

// Rows that fit what is looked for, with the units above them; nothing looked for: those not folded.
export function shown(all, { words = "", only = "all", folded = new Set() } = {}) {
  const wanted = words.trim().toLowerCase();
  if (!wanted && only === "all") return all.filter((row) => !row.above.some((key) => folded.has(key)));
  const kept = new Set();
  for (const row of all.filter((one) => one.kind === "position" && fits(one, wanted, only))) {
    for (const key of [...row.above, row.key]) kept.add(key);
  }
  return all.filter((row) => kept.has(row.key));
}

function fits({ position, unit }, wanted, only) {
  if (only === "vacant" && !position.vacant) return false;
  if (only === "standing" && !standsIn(position)) return false;
  const said = [position.title, position.code, unit.name, ...position.holders.map((one) => one.person)];
  return said.some((text) => text.toLowerCase().includes(wanted));
}

export function standsIn(position) {
  return position.holders.some((one) => one.capacity !== "definitive");
}

// When somebody holds or held a position, in words.
export function daysOf(one, words, today) {
  if (one.ends && one.ends < one.starts) return { text: words.revoked };
  if (one.starts > today) return { text: words.coming, first: one.starts };
  return one.ends ? { text: words.period, first: one.starts, last: one.ends } : { text: words.onwards, first: one.starts };
}
