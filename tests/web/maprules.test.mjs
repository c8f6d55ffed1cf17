import assert from "node:assert/strict";
import { test } from "node:test";

import { at, shown, written } from "../../services/gateway/web/static/js/map_rules/tables.js";

const SIGNAL = {
  rsrp: { bounds: [-105, -115], source: "a" }, places: { operators: ["x", "y"], enough: 2, source: "b" },
  plans: { steps: [{ plan: "online" }], source: "c" }, version: 3, who: "Ani", at: "2026-01-01T00:00:00Z",
};

test("a field names its place in the tables", () => {
  assert.equal(at(SIGNAL, "rsrp.bounds.1"), -115);
  assert.equal(at(SIGNAL, "places.operators"), "x, y");
  assert.equal(at(SIGNAL, "places.none"), "");
  assert.equal(shown(4.5), "4,5");
});

test("what is written stands in its place, all else as it stood, and nothing of who set it", () => {
  const made = written(SIGNAL, { "rsrp.bounds.0": "-100,5", "places.operators": "x, z ,", "places.enough": "3", "rsrp.source": " d " });
  assert.deepEqual(made, {
    rsrp: { bounds: [-100.5, -115], source: "d" }, places: { operators: ["x", "z"], enough: 3, source: "b" },
    plans: SIGNAL.plans,
  });
  assert.equal(SIGNAL.rsrp.bounds[0], -105);
});

test("what is no number goes as it is, so that the service says so", () => {
  assert.deepEqual(written(SIGNAL, { "rsrp.bounds.0": "banyak", "places.enough": "" }, ["rsrp", "places"]).rsrp.bounds, ["banyak", -115]);
});
