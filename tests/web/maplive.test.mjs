import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { leading } from "../../services/gateway/web/static/js/map/leading.js";
import { changes } from "../../services/gateway/web/static/js/map/live.js";

const MINUTES = 60_000;
const TIMERS = ["setTimeout", "setInterval"];
const OLD = process.versions.node.startsWith("18."); // Debian 12's takes them bare
let [told, hear] = [[], null];

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable(OLD ? TIMERS : { apis: TIMERS });
  globalThis.document = { hidden: false };
  told = [];
  hear = changes({ begun: false, onChange: (...one) => told.push(["change", ...one]), onLook: (...one) => told.push(["look", ...one]) });
});

function changed(layer, bbox, feature) {
  hear({ topic: feature ? "gis.feature_changed" : "gis.layer_changed", data: { data: { layer, bbox, feature } } });
}

test("changes of a moment are one, and what they touch is looked at once more", () => {
  changed("roads", [1, 1, 2, 2], "a");
  changed("roads", [3, 3, 4, 4], "b");
  changed("tps", null);
  assert.deepEqual(told, []);
  mock.timers.tick(400);
  assert.deepEqual(told, [["change", "roads", [1, 1, 4, 4], ["a", "b"]], ["change", "tps", null, null]]);
  mock.timers.tick(3_000);
  assert.deepEqual(told.slice(2), [["look", "roads", [1, 1, 4, 4]], ["look", "tps", null]]);
  mock.timers.tick(MINUTES);
  assert.equal(told.length, 4);
});

test("a stream that begins anew has missed something", () => {
  hear({ topic: "snapshot", data: {} });
  assert.deepEqual(told, []);
  hear({ topic: "snapshot", data: {} });
  assert.deepEqual(told, [["look"]]);
});

test("now and then all is looked at, while somebody sees it", () => {
  mock.timers.tick(5 * MINUTES);
  assert.deepEqual(told, [["look"]]);
  globalThis.document.hidden = true;
  mock.timers.tick(5 * MINUTES);
  assert.equal(told.length, 1);
});

test("the first of many are those that sorting all would give", () => {
  const order = (a, b) => a - b;
  const many = Array.from({ length: 5_000 }, (_, n) => (n * 7_919) % 5_003);
  for (const count of [1, 200, 3_000, 9_000]) assert.deepEqual(leading(many, count, order), [...many].sort(order).slice(0, count));
});
