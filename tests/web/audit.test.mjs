// What the audit log's page makes of a change.

import assert from "node:assert/strict";
import { test } from "node:test";

import { differences } from "../../services/gateway/web/static/js/audit/changes.js";

test("a change has a row for each path that differs", () => {
  const before = { state: "entered", form: { votes: { 1: 3, 2: 4 } } };
  const after = { state: "final", form: { votes: { 1: 3, 2: 5 } } };
  assert.deepEqual(differences(before, after), [
    { path: "form.votes.2", before: "4", after: "5" },
    { path: "state", before: "entered", after: "final" },
  ].sort((a, b) => (a.path === "state" ? -1 : 1)));
});

test("what is new or gone has nothing on the other side", () => {
  assert.deepEqual(differences(null, { name: "A" }), [{ path: "name", before: null, after: "A" }]);
  assert.deepEqual(differences({ name: "A" }, null), [{ path: "name", before: "A", after: null }]);
  assert.deepEqual(differences(1, 2), [{ path: "", before: "1", after: "2" }]);
});

test("what stayed is not shown, and an empty list is something", () => {
  assert.deepEqual(differences({ a: 1, b: [] }, { a: 1, b: [2] }), [
    { path: "b", before: "[]", after: null },
    { path: "b.0", before: null, after: "2" },
  ]);
  assert.deepEqual(differences({ a: 1 }, { a: 1 }), []);
});
