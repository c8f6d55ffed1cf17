import assert from "node:assert/strict";
import test from "node:test";

import { fromField, toField, trusted, written } from "../../services/gateway/web/static/js/closing/form.js";

test("who was believed first stays first, and the newly trusted come after", () => {
  assert.deepEqual(trusted(["operator", "crew"], ["crew", "operator", "observer"]), ["operator", "crew", "observer"]);
  assert.deepEqual(trusted(["crew", "operator"], ["operator"]), ["operator"]);
  assert.deepEqual(trusted([], []), []);
});

test("a moment goes through the field of a local time unchanged", () => {
  assert.equal(fromField(toField("2024-11-28T05:30:00.000000Z")), "2024-11-28T05:30:00.000Z");
  assert.equal(toField(null), "");
  assert.equal(fromField(""), null);
});

test("the form says the options in the version that was seen", () => {
  const seen = { version: 3, consolidation: { trusted: ["crew"], equal: 2, compare: "votes" } };
  const said = { kinds: ["crew", "import"], equal: "3", compare: "all", closes: "", published: true };
  assert.deepEqual(written(seen, said), {
    version: 3,
    consolidation: { trusted: ["crew", "import"], equal: 3, compare: "all" },
    closes_at: null,
    published: true,
  });
});
