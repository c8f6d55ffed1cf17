// How large pages are shown, and which one is.

import assert from "node:assert/strict";
import { test } from "node:test";

import { closest, fitting, next, nowShown } from "../../services/gateway/web/static/js/office/zoom.js";

test("a page is shown whole in its width, never larger than it is", () => {
  assert.equal(fitting(1200, 794), 1);
  assert.ok(Math.abs(fitting(390, 794) - 358 / 794) < 1e-9);
  assert.equal(fitting(0, 794), 0.2);
});

test("a step goes to the next size, from any size, and stays at the ends", () => {
  assert.equal(next(0.45, 1), 0.5);
  assert.equal(next(0.45, -1), 0.33);
  assert.equal(next(1, 1), 1.25);
  assert.equal(next(3, 1), 3);
  assert.equal(closest(0.25, -1), null);
});

test("the page at the middle of what is seen is the one that is told", () => {
  assert.equal(nowShown([16, 1139, 2262], 300), 1);
  assert.equal(nowShown([16, 1139, 2262], 1200), 2);
  assert.equal(nowShown([], 0), 1);
});
