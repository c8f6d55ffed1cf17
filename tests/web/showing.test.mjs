import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { showing } from "../../services/gateway/web/static/js/walls/showing.js";

const CASES = JSON.parse(readFileSync(new URL("../walls/showing.json", import.meta.url), "utf-8"));
const moment = (text) => text && Date.parse(text);

for (const { says, now, wall, shows } of CASES) {
  test(says, () => assert.deepEqual(showing(wall, Date.parse(now)), { ...shows, until: moment(shows.until) }));
}
