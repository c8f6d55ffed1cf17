import assert from "node:assert/strict";
import { test } from "node:test";

import { decided, listPath, neighbour, remarks, together } from "../../services/gateway/web/static/js/signal/showing.js";
import { ways } from "../../services/gateway/web/static/js/signal/ways.js";

const words = { plan: { radio: "Radio" }, noPlan: "tanpa", state: { outdated: "berubah" }, proposes: "Usulan {plan}", near: "{name} {metres}", nearAsset: "aset {name} {metres}" };
const fmt = { count: String };

test("only what is chosen is asked for", () => {
  assert.equal(listPath("/x", { area: "", plan: "radio", after: null }), "/x?plan=radio");
  assert.equal(listPath("/x", { area: "" }), "/x");
});

test("a plan whose facts changed says what is proposed now", () => {
  const one = { outdated: true, proposed: "radio", covered: { name: "Bukit", metres: 12.4 }, asset: { name: null, kind: "fibre", metres: 3 } };
  assert.deepEqual(remarks(one, words, fmt), ["berubah. Usulan Radio", "Bukit 12", "aset fibre 3"]);
  assert.deepEqual(remarks({ ...one, outdated: false, covered: { metres: 0 }, asset: null }, words, fmt), []);
});

test("arrows lead to the next row and stop at the ends", () => {
  const rows = ["a", "b"];
  assert.equal(neighbour(rows, "a", "ArrowDown"), "b");
  assert.equal(neighbour(rows, "b", "ArrowDown"), null);
  assert.equal(neighbour(rows, "b", "ArrowUp"), "a");
  assert.equal(neighbour(rows, "a", "t"), null);
});

test("accepted and changed plans are decided", () => {
  assert.equal(decided({ accepted: 2, changed: 3 }), 5);
});

const said = { to_centre: "pusat {name}", to_asset: "aset {name}", road: "{km} km jalan", straight: "{km} km lurus", blocked: "terhalang {roads}", heavy: "rusak {roads}", detour: "memutar {km}", noDetour: "buntu", none: "tidak ada" };
const km = { number: (value, digits) => value.toFixed(digits) };

function way(more = {}) {
  return { to: { name: "Jati", kind: "district" }, by_road: true, metres: 2900, straight_metres: 100, blocked: false, legs: [], detour: null, ...more };
}

test("a way says how long it is and whether a road leads there", () => {
  assert.deepEqual(ways({ to_centre: way(), to_covered: null, to_asset: null }, said, km), ["pusat Jati: 3.0 km jalan"]);
  const straight = way({ to: { name: null, kind: "fibre" }, by_road: false, metres: 0, straight_metres: 250 });
  assert.deepEqual(ways({ to_centre: null, to_covered: null, to_asset: straight }, said, km), ["aset fibre: 0.3 km lurus"]);
  assert.deepEqual(ways({ to_centre: null, to_covered: null, to_asset: null }, said, km), ["tidak ada"]);
});

test("what is closed on a way is named once, with the way around it", () => {
  const leg = (name, ...reasons) => ({ road: "R", name, bad: reasons.map((reason) => ({ reason })) });
  const legs = [leg("Jalan A", "flooded", "heavy"), leg("Jalan B"), leg("Jalan A", "closed")];
  const blocked = way({ blocked: true, legs });
  const told = (one) => ways({ to_centre: one }, said, km)[0];
  assert.equal(told(blocked), "pusat Jati: 3.0 km jalan; terhalang Jalan A; buntu");
  assert.equal(told({ ...blocked, detour: way({ metres: 8900 }) }), "pusat Jati: 3.0 km jalan; terhalang Jalan A; memutar 9.0");
  assert.equal(told(way({ legs: [leg(null, "heavy")] })), "pusat Jati: 3.0 km jalan; rusak R");
});

test("areas count together", () => {
  const area = { stations: 5, without_point: 1, without_plan: 0, none: 2, weak: 1, accepted: 1, changed: 0, outdated: 0 };
  const all = together([area, { ...area, stations: 7, changed: 3 }]);
  assert.deepEqual([all.stations, all.none, decided(all)], [12, 4, 5]);
});
