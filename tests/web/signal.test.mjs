import assert from "node:assert/strict";
import { test } from "node:test";

import { decided, listPath, neighbour, remarks } from "../../services/gateway/web/static/js/signal/showing.js";

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
