import assert from "node:assert/strict";
import { test } from "node:test";

import { fill } from "../../services/gateway/web/static/js/format.js";
import { distance, reason, share, stationName } from "../../services/gateway/web/static/js/leaders/select.js";
import { fieldsOf, figuresOf, signed, valueOf, why } from "../../services/gateway/web/static/js/recap/figures.js";

const count = (n) => String(n);
const words = {
  votesOf: "No. {number}, {name}",
  fields: { valid: "sah", invalid: "tidak sah", dpt: "DPT", users: "pengguna" },
  byParts: "{area}: {difference}",
  unexplained: "sisa {difference}",
  noParts: "belum ada",
};

test("the form has the candidates in the ballot's order, then the sums", () => {
  const contest = { candidates: [{ number: 1, name: "A" }, { number: 2, name: "B" }] };
  const fields = fieldsOf(contest, words, fill);
  assert.deepEqual(fields.map((one) => one.field), ["votes.1", "votes.2", "valid", "invalid", "dpt", "users"]);
  assert.equal(fields[1].name, "No. 2, B");
});

test("a figure that is not there is nothing, and nought is a figure", () => {
  assert.equal(valueOf({ votes: { 1: 0 }, valid: 3 }, "votes.1"), 0);
  assert.equal(valueOf({ valid: 3 }, "valid"), 3);
  assert.equal(valueOf({ valid: 3 }, "votes.1"), null);
  assert.equal(valueOf(undefined, "valid"), null);
});

test("what was typed becomes figures; what is empty is left out", () => {
  const typed = { "votes.1": " 12 ", "votes.2": "0", valid: "12", dpt: "" };
  assert.deepEqual(figuresOf(typed), { figures: { votes: { 1: 12, 2: 0 }, valid: 12 } });
});

test("what can't be figures is named", () => {
  assert.deepEqual(figuresOf({ valid: "1a", dpt: "-3", users: "5" }), { wrong: ["valid", "dpt"] });
  assert.deepEqual(figuresOf({ valid: " " }), { wrong: "several" });
  assert.deepEqual(figuresOf({ "votes.1": "1", "votes.2": "" }), { wrong: "allVotes" });
  assert.deepEqual(figuresOf({ valid: "1234567890" }), { wrong: ["valid"] });
});

test("a difference bears its sign and says what explains it", () => {
  assert.deepEqual([3, -3, 0].map((n) => signed(n, count)), ["+3", "−3", "0"]);
  const parts = [{ area: { name: "Gabek" }, difference: 7 }];
  assert.equal(why({ parts, unexplained: 3 }, words, fill, count), "Gabek: +7 · sisa +3");
  assert.equal(why({ parts, unexplained: 0 }, words, fill, count), "Gabek: +7");
  assert.equal(why({ parts: [], unexplained: null }, words, fill, count), "belum ada");
});

test("turnout stands so many points from its target", () => {
  assert.deepEqual(distance(0.5, 83), { below: true, points: 33 });
  assert.equal(distance(0.9, 83).below, false);
  assert.equal(share(1, 0), "0%");
  assert.equal(share(1, 4), "25%");
});

test("a record waits for its gravest reason", () => {
  assert.equal(reason({ state: "conflicted", quarantine: "all" }), "conflicted");
  assert.equal(reason({ state: "entered", quarantine: "results" }), "quarantine");
  assert.equal(reason({ state: "consolidated", quarantine: "none" }), "errors");
  assert.equal(stationName({ tps: "1971011004007", village: "Bacang" }), "TPS 007 Bacang");
});
