import assert from "node:assert/strict";
import { test } from "node:test";

import { formats } from "../../services/gateway/web/static/js/format.js";
import { planned, wishOf } from "../../services/gateway/web/static/js/quick_count/design.js";
import { lead } from "../../services/gateway/web/static/js/quick_count/estimate.js";
import { reason, total } from "../../services/gateway/web/static/js/quick_count/outlook.js";

const fmt = formats("id", "Asia/Jakarta", "WIB");

test("a lead is only called one where its interval is above zero", () => {
  const words = { leadClear: "{n} over {over}: {points} ({low} to {high})", leadUnclear: "open {points}" };
  const found = { number: 2, over: 1, difference: 0.0421, low: 0.011, high: 0.073, clear: true };
  assert.equal(lead(found, words, fmt), "2 over 1: 4,2 (1,1 to 7,3)");
  assert.equal(lead({ ...found, clear: false }, words, fmt), "open 4,2");
  assert.equal(lead(null, words, fmt), "");
});

test("why the leader can still lose, or not, is one sentence of its own kind", () => {
  const words = { certain: "sure {most}", unlikely: "{low} to {high}", open: "open {low}", openBlind: "blind {margin} {most}", done: "done {margin}" };
  const leader = { number: 1, over: 2, margin: 1200, low: -100, high: 3000, verdict: "open" };
  const say = (changes, out = 5) =>
    reason({ leader: { ...leader, ...changes }, most_out: 4000, stations_out: out }, words, fmt);
  assert.equal(say({}), "open -100");
  assert.equal(say({ low: null, high: null }), "blind 1.200 4.000");
  assert.equal(say({ verdict: "unlikely", low: 10 }), "10 to 3.000");
  assert.equal(say({ verdict: "certain" }), "sure 4.000");
  assert.equal(say({ verdict: "certain" }, 0), "done 1.200");
});

test("what all TPS gave is counted, not foretold", () => {
  const words = { final: "about {votes}, {share}", soFar: "{votes} counted, {share}" };
  const candidates = [{ number: 1, votes: 600, expected: 1200, share: 0.55 }, { number: 2, votes: 400, expected: 980, share: 0.45 }];
  const say = (one, out) => total(one, { candidates, stations_out: out }, words, fmt);
  assert.equal(say(candidates[0], 3), "about 1.200, 55,00");
  assert.equal(say(candidates[0], 0), "600 counted, 60,00");
  assert.equal(say({ ...candidates[0], expected: null, share: null }, 3), "600 counted, 60,00");
});

function form(values) {
  const all = { strata: "district", allocation: "proportional", by: "size", size: "60", margin: "3", baseline: "", spread: "", ...values };
  return { elements: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, { value }])) };
}

test("a form asks by its size or by its margin, in fractions, and leaves out what is empty", () => {
  assert.deepEqual(wishOf(form({})), { strata: "district", allocation: "proportional", size: 60, basis: "stations" });
  const byVoters = wishOf(form({ by: "voters", spread: "12.5", baseline: "e/c" }));
  assert.deepEqual(byVoters, {
    strata: "district", allocation: "proportional", margin: 0.03, basis: "voters", baseline: "e/c", spread: 0.125,
  });
  assert.equal(wishOf(form({ size: " " })).size, undefined);
});

test("a plan is said with its margin, both formulas and the first strata", () => {
  const words = {
    planned: "{n}/{all} ±{points}", byStations: "s {n}", byVoters: "v {n}", spreadOf: "{points} x{effect}",
    spreadOnly: "{points}", perStratum: "{name} {n}", kinds: { urban: "Kelurahan" }, all: "Semua",
  };
  const strata = [{ code: "urban", name: null, size: 40, population: 200 }, { code: "1971", name: "Pangkalpinang", size: 20, population: 111 }];
  const plan = { size: 60, population: 311, margin: 0.0312, by_stations: 59.2, by_voters: null, spread: 0.15, design_effect: null, strata };
  assert.deepEqual(planned(plan, words, fmt), { planned: "60/311 ±3,1", formulas: "s 60 · 15,0", strata: "Kelurahan 40 · Pangkalpinang 20" });
  const many = Array.from({ length: 20 }, (_, n) => ({ ...strata[0], code: String(n) }));
  assert.match(planned({ ...plan, strata: many }, words, fmt).strata, /…$/);
});
