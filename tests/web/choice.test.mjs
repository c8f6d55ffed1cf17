import assert from "node:assert/strict";
import { test } from "node:test";

import { chosen } from "../../services/gateway/web/static/js/console/choice.js";

const [GLADI, REAL, OLD] = [
  { id: "gladi-1", rehearsal: true },
  { id: "pilkada-2024", rehearsal: false },
  { id: "pemilu-2024", rehearsal: false },
];

test("without a wish it is the newest real election, however new a rehearsal is", () => {
  assert.equal(chosen([GLADI, REAL, OLD], [null, null, ""]), REAL);
});

test("a rehearsal is shown to whoever asks for it, or where there is nothing else", () => {
  assert.equal(chosen([GLADI, REAL], ["gladi-1", "pilkada-2024"]), GLADI);
  assert.equal(chosen([GLADI], [null]), GLADI);
});

test("a wish for what is gone is passed over", () => {
  assert.equal(chosen([REAL, OLD], ["gladi-9", "pemilu-2024"]), OLD);
  assert.equal(chosen([], ["x"]), null);
});
