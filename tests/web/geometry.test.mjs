import assert from "node:assert/strict";
import { test } from "node:test";

import * as geometry from "../../services/gateway/web/static/js/geometry.js";
import { fitting, spread } from "../../services/gateway/web/static/js/labels.js";

const square = (x, y, size) => [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]];
const polygon = (...rings) => ({ type: "Polygon", coordinates: rings });
const box = (x, y, changes) => ({ x, y, width: 100, height: 40, ...changes });
const area = { width: 600, height: 400 };

const overlap = (a, b) =>
  Math.abs(a.x - b.x) < (a.width + b.width) / 2 - 0.1 && Math.abs(a.y - b.y) < (a.height + b.height) / 2 - 0.1;

test("bounds hold all that is drawn", () => {
  const features = [
    { geometry: polygon(square(106, -2, 1)) },
    { geometry: { type: "MultiPolygon", coordinates: [[square(107, -3, 0.5)]] } },
    { geometry: null },
  ];
  assert.deepEqual(geometry.boundsOf(features), [106, -3, 107.5, -1]);
  assert.equal(geometry.boundsOf([{ geometry: null }]), null);
});

test("the middle is that of the largest part, whichever way its ring runs", () => {
  const small = [square(0, 0, 1)];
  const large = [square(10, 10, 4).reverse()];
  const [x, y] = geometry.middleOf({ type: "MultiPolygon", coordinates: [small, large] });
  assert.ok(Math.abs(x - 12) < 1e-9 && Math.abs(y - 12) < 1e-9);
});

test("north is up, and the shape keeps its proportions", () => {
  const project = geometry.projection([106, -1, 108, 1], 200, 400);
  const [[left, top], [right, bottom]] = [project([106, 1]), project([108, -1])];
  assert.ok(top < bottom && left < right);
  assert.ok(Math.abs((right - left) / (bottom - top) - 1) < 0.001);
  assert.ok(Math.abs((top + bottom) / 2 - 200) < 0.001);
});

test("a path goes round every ring", () => {
  const shape = polygon(square(0, 0, 4), square(1, 1, 1));
  assert.equal(geometry.pathOf(shape, (point) => point).match(/M/g).length, 2);
  assert.match(geometry.pathOf(shape, (point) => point), /^M0\.0 0\.0L4\.0 0\.0.*Z$/);
});

test("a grown box keeps its middle", () => {
  assert.deepEqual(geometry.grown([0, 0, 2, 4], 2), [-1, -2, 3, 6]);
});

test("labels that overlap are moved apart and stay inside", () => {
  const boxes = [box(300, 200), box(310, 205), box(290, 210), box(5, 5)];
  const moved = spread(boxes, area).map((place, index) => ({ ...boxes[index], ...place }));
  for (const [i, one] of moved.entries()) {
    for (const other of moved.slice(i + 1)) assert.ok(!overlap(one, other));
    assert.ok(one.x >= 50 && one.x <= 550 && one.y >= 20 && one.y <= 380);
  }
});

test("labels that have room stay where they are", () => {
  assert.deepEqual(spread([box(100, 100), box(300, 300)], area), [{ x: 100, y: 100 }, { x: 300, y: 300 }]);
});

test("what is fixed does not move", () => {
  const [label, mark] = spread([box(300, 200), box(300, 210, { fixed: true })], area);
  assert.deepEqual(mark, { x: 300, y: 210 });
  assert.ok(Math.abs(label.y - 210) >= 39.9);
});

test("of labels that can't move, the first ones find room", () => {
  const boxes = [box(300, 200), box(310, 205), box(500, 200), box(599, 200)];
  assert.deepEqual(fitting(boxes, area), [true, false, true, false]);
});
