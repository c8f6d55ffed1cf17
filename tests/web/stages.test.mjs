// Stages as rows, in words, and which of them stand next.

import assert from "node:assert/strict";
import { test } from "node:test";

import { daysBetween, daysOf, nearest, rows } from "../../services/gateway/web/static/js/stages/tree.js";

const words = { period: "{first}–{last}", until: "until {last}", since: "from {first}" };
const same = (day) => day;

function stage(id, state, starts, ends, children = [], parent = null) {
  return { id, parent, state, starts, ends, timing: "", children };
}

test("a tree is rows with their depth, a stage before its parts", () => {
  const tree = [stage("a", "over", null, null, [stage("b", "over", null, null, [], "a")]), stage("c", "over")];
  assert.deepEqual(rows(tree).map((one) => [one.id, one.depth]), [["a", 0], ["b", 1], ["c", 0]]);
});

test("days are said as one day, two, or what is known of them", () => {
  assert.equal(daysOf({ starts: "1", ends: "1" }, words, same), "1");
  assert.equal(daysOf({ starts: "1", ends: "2" }, words, same), "1–2");
  assert.equal(daysOf({ starts: null, ends: "2" }, words, same), "until 2");
  assert.equal(daysOf({ starts: "1", ends: null }, words, same), "from 1");
  assert.equal(daysOf({ starts: null, ends: null, timing: "later" }, words, same), "later");
});

test("next are what is under way and what begins soonest, parts rather than wholes", () => {
  const part = stage("part", "running", "2024-01-01", "2024-02-01", [], "whole");
  const items = [
    stage("whole", "running", "2024-01-01", "2024-12-31", [part]),
    stage("late", "upcoming", "2024-09-01", "2024-09-02"),
    stage("soon", "upcoming", "2024-03-01", "2024-03-02"),
    stage("over", "over", "2023-01-01", "2023-01-02"),
    stage("open", "undated", null, null),
  ];
  assert.deepEqual(nearest(items, 4).map((one) => one.id), ["part", "soon", "late"]);
  assert.deepEqual(nearest(items, 2).map((one) => one.id), ["part", "soon"]);
  assert.deepEqual(nearest([items[3], items[4]], 3), []);
});

test("many that run leave room for those that come", () => {
  const running = ["a", "b", "c", "d"].map((id, n) => stage(id, "running", "2024-01-01", `2024-02-0${n + 1}`));
  const coming = stage("z", "upcoming", "2024-03-01", null);
  assert.deepEqual(nearest([...running, coming], 3).map((one) => one.id), ["a", "b", "z"]);
});

test("days between two days", () => {
  assert.equal(daysBetween("2024-02-28", "2024-03-01"), 2);
  assert.equal(daysBetween("2024-03-01", "2024-03-01"), 0);
});
