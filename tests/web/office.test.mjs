// The organisation as rows, what of it is shown, and as whom one acts.

import assert from "node:assert/strict";
import { test } from "node:test";

import { chosen, titleOf } from "../../services/gateway/web/static/js/office/acting.js";
import { daysOf, rows, shown, standsIn } from "../../services/gateway/web/static/js/office/tree.js";

const unit = (code, parent = null, kind = "agency") => ({ code, parent, kind, name: `Unit ${code}` });
const held = (person, capacity = "definitive") => ({ person, capacity });
function position(code, of, level, ...holders) {
  return { code, unit: of, level, title: `Title ${code}`, holders, vacant: holders.length === 0 };
}
const UNITS = [unit("A"), unit("A1", "A"), unit("A2", "A"), unit("Z", "elsewhere")];
const POSITIONS = [
  position("low", "A1", "staff", held("ani")),
  position("high", "A1", "high", held("budi"), held("ani", "plh")),
  position("top", "A", "leader", held("citra")),
  position("free", "Z", "village"),
];
const ALL = rows(UNITS, POSITIONS);
const keys = (found) => found.map((row) => row.key);

test("units stand in their tree, each with its positions down the ladder", () => {
  assert.deepEqual(ALL.map((row) => [row.key, row.depth]), [
    ["unit/A", 0],
    ["position/top", 0],
    ["unit/A1", 1],
    ["position/high", 1],
    ["position/low", 1],
    ["unit/A2", 1],
    ["unit/Z", 0],
    ["position/free", 0],
  ]);
  assert.equal(ALL.find((row) => row.key === "unit/Z").vacant, 1);
});

test("a secretariat stands before agencies, and those before districts", () => {
  const kinds = [unit("D", null, "district"), unit("B"), unit("A"), unit("S", null, "secretariat")];
  assert.deepEqual(keys(rows(kinds, [])), ["unit/S", "unit/A", "unit/B", "unit/D"]);
});

test("what is looked for is shown with the units above it", () => {
  assert.deepEqual(keys(shown(ALL, { words: " ANI " })), ["unit/A", "unit/A1", "position/high", "position/low"]);
  assert.deepEqual(keys(shown(ALL, { words: "unit z" })), ["unit/Z", "position/free"]);
  assert.deepEqual(keys(shown(ALL, { only: "vacant" })), ["unit/Z", "position/free"]);
  assert.deepEqual(keys(shown(ALL, { only: "standing" })), ["unit/A", "unit/A1", "position/high"]);
  assert.deepEqual(shown(ALL, { words: "nobody" }), []);
});

test("a folded unit hides what is below it, until something is looked for", () => {
  const folded = new Set(["unit/A"]);
  assert.deepEqual(keys(shown(ALL, { folded })), ["unit/A", "unit/Z", "position/free"]);
  assert.deepEqual(keys(shown(ALL, { folded, words: "low" })), ["unit/A", "unit/A1", "position/low"]);
});

test("who is not definitive stands in", () => {
  assert.deepEqual(POSITIONS.map(standsIn), [false, true, false, false]);
});

test("days are said as they lie to today", () => {
  const words = { revoked: "revoked", coming: "from", period: "period", onwards: "since" };
  const said = (starts, ends) => daysOf({ starts, ends }, words, "2026-06-01").text;
  assert.equal(said("2026-01-01", null), "since");
  assert.equal(said("2026-01-01", "2026-12-31"), "period");
  assert.equal(said("2026-07-01", null), "from");
  assert.equal(said("2026-07-01", "2026-06-30"), "revoked");
});

test("one acts as what was chosen, or as the first position held oneself", () => {
  const mine = [
    { position: "A", capacity: "delegate" },
    { position: "B", capacity: "definitive" },
  ];
  assert.equal(chosen(mine, "A").position, "A");
  assert.equal(chosen(mine, "gone").position, "B");
  assert.equal(chosen([], "A"), null);
});

test("a title says in which capacity and until when", () => {
  const words = { actingAs: "{title}, {capacity}", until: "until {day}", capacities: { plh: "Plh." } };
  const same = (day) => day;
  assert.equal(titleOf({ title: "Camat", capacity: "definitive" }, words, same), "Camat");
  assert.equal(titleOf({ title: "Sekda", capacity: "plh", ends: "2026" }, words, same), "Sekda, Plh. until 2026");
});
