import assert from "node:assert/strict";
import { test } from "node:test";

import { pageAfter } from "../../services/gateway/web/static/js/turning.js";

const LONG = { height: 330, whole: 30 + 40 * 24, head: 30, row: 24 };

test("pages follow one another in whole rows, and every row is on one of them", () => {
  const seen = new Set();
  let top = 0;
  for (let turn = 0; turn < 4; turn += 1) {
    for (let row = 0; row < 40; row += 1) {
      const at = 30 + row * 24 - top;
      if (at >= 30 && at + 24 <= LONG.height) seen.add(row);
    }
    top = pageAfter({ ...LONG, top });
  }
  assert.equal(seen.size, 40);
});

test("after the last page comes the first", () => {
  assert.equal(pageAfter({ ...LONG, top: LONG.whole - LONG.height }), 0);
});

test("a panel lower than a row still moves on", () => {
  assert.equal(pageAfter({ ...LONG, height: 40, top: 0 }), 24);
});
