// Where a disposition stands, who has it, and what may be done about it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { daysBetween, face, flat, groups, heldBy, nextOf, stepsOf } from "../../services/gateway/web/static/js/office/disposition_steps.js";

const one = (state, more = {}) => ({
  id: state, state, giver: "WALI", giver_title: "Wali Kota", receiver: "CAMAT", receiver_title: "Camat", duty: true,
  given_at: "2026-11-20T01:00:00Z", read_at: null, started_at: null, reported_at: null, done_at: null, children: [], ...more,
});

test("each position is offered the steps that are its own", () => {
  const steps = (state, position, more) => stepsOf(one(state, more), position);
  assert.deepEqual(steps("sent", "CAMAT"), ["read"]);
  assert.deepEqual(steps("sent", "WALI"), ["cancel"]);
  assert.deepEqual(steps("read", "CAMAT"), ["start", "pass_on", "report"]);
  assert.deepEqual(steps("in_progress", "CAMAT"), ["pass_on", "report"]);
  assert.deepEqual(steps("reported", "WALI"), ["accept", "give_back"]);
  for (const state of ["done", "cancelled"]) assert.deepEqual([...steps(state, "CAMAT"), ...steps(state, "WALI")], []);
  assert.deepEqual(steps("read", "LURAH"), []);
  assert.deepEqual(steps("read", undefined), []);
});

test("coordination is not passed on", () => {
  assert.deepEqual(stepsOf(one("read", { duty: false }), "CAMAT"), ["start", "report"]);
});

test("a report is accepted when the duties below are done, coordination or not", () => {
  const below = (...children) => stepsOf(one("reported", { children }), "WALI");
  assert.deepEqual(below(one("reported")), ["give_back"]);
  assert.deepEqual(below(one("done"), one("cancelled"), one("sent", { duty: false })), ["accept", "give_back"]);
});

test("one step at most is the thing to do now", () => {
  const next = (state, position, ...children) => nextOf(one(state, { children }), stepsOf(one(state, { children }), position));
  assert.deepEqual([next("read", "CAMAT"), next("in_progress", "CAMAT"), next("reported", "WALI")], ["start", "report", "accept"]);
  assert.equal(next("sent", "WALI"), null);
  assert.equal(next("passed_on", "CAMAT", one("sent")), null);
  assert.equal(next("passed_on", "CAMAT", one("done")), "report");
});

test("who has it is named with the time since when", () => {
  assert.deepEqual(heldBy(one("sent")), { word: "sent", at: "2026-11-20T01:00:00Z", who: "" });
  const late = one("reported", { reported_at: "2026-11-21T01:00:00Z" });
  assert.deepEqual(heldBy(late), { word: "reported", at: "2026-11-21T01:00:00Z", who: "Wali Kota" });
  const passed = one("passed_on", { children: [one("read", { receiver_title: "Lurah" }), one("done")] });
  assert.deepEqual(heldBy(passed), { word: "passed_on", at: null, who: "Lurah" });
  assert.equal(heldBy(one("passed_on", { children: [one("done")] })).word, "passed_on_done");
  assert.equal(heldBy(one("in_progress", { read_at: "x" })).at, "x");
});

test("every state has a shape of its own beside its word", () => {
  const shapes = ["sent", "read", "in_progress", "passed_on", "reported", "done", "cancelled"].map((state) => face(one(state)).icon);
  assert.equal(new Set(shapes).size, shapes.length);
});

test("a tree is grouped by who gave on the letter, and walked from the top", () => {
  const items = [one("read", { children: [one("sent")] }), one("done"), one("reported", { giver: "SEKDA", giver_title: "Sekda" })];
  assert.deepEqual(groups(items).map((group) => [group.giver, group.items.length]), [["WALI", 2], ["SEKDA", 1]]);
  assert.deepEqual(flat(items).map((node) => node.state), ["read", "sent", "done", "reported"]);
});

test("days are counted over the ends of months", () => {
  assert.equal(daysBetween("2026-02-27", "2026-03-02"), 3);
});
