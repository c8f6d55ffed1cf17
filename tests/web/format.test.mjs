import assert from "node:assert/strict";
import { test } from "node:test";

import { fill, formats } from "../../services/gateway/web/static/js/format.js";
import { STALE_AFTER, backoff, judge } from "../../services/gateway/web/static/js/freshness.js";

const id = formats("id", "Asia/Jakarta", "WIB");
const en = formats("en", "Asia/Jakarta", "WIB");
const words = {
  seconds: { one: "{n} second", many: "{n} seconds" },
  minutes: { one: "{n} minute", many: "{n} minutes" },
  hours: { one: "{n} hour", many: "{n} hours" },
};

test("numbers are written as people here write them", () => {
  assert.equal(id.count(48528), "48.528");
  assert.equal(id.percent(0.52874, 2), "52,87");
  assert.equal(id.percent(1, 2), "100,00");
  assert.equal(id.number(30.08, 1), "30,1");
});

test("numbers in English are English", () => {
  assert.equal(en.count(48528), "48,528");
  assert.equal(en.percent(0.52874, 2), "52.87");
});

test("no figure is a dash, not a zero", () => {
  assert.equal(id.percent(null, 2), "–");
});

test("times stand in the region's zone", () => {
  assert.equal(id.moment("2024-11-27T12:05:02Z"), "27 Nov 2024 19.05 WIB");
  assert.equal(id.seconds("2024-11-27T12:05:02Z"), "19.05.02");
  assert.equal(id.minutes("2024-11-27T17:05:02Z"), "00.05");
  assert.equal(en.minutes("2024-11-27T12:05:02Z"), "19:05");
  assert.equal(formats("id", "Asia/Jayapura", "WIT").minutes("2024-11-27T12:05:02Z"), "21.05");
});

test("the day of an election is the same in every zone", () => {
  assert.equal(id.day("2024-11-27"), "Rabu 27 November 2024");
  assert.equal(formats("id", "Pacific/Honolulu", "HST").day("2024-11-27"), "Rabu 27 November 2024");
  assert.equal(en.day("2024-11-27"), "Wednesday 27 November 2024");
});

test("a span has its two largest units", () => {
  assert.equal(en.span(words, 999), "0 seconds");
  assert.equal(en.span(words, 1_000), "1 second");
  assert.equal(en.span(words, 192_000), "3 minutes 12 seconds");
  assert.equal(en.span(words, 3_660_000), "1 hour 1 minute");
  assert.equal(en.span(words, -5), "0 seconds");
});

test("words are filled with values, and unknown places stay", () => {
  assert.equal(fill("{n} dari {all}, {what}", { n: 0, all: 311 }), "0 dari 311, {what}");
});

test("figures are stale when nothing was heard for 15 seconds", () => {
  assert.equal(judge(1000, 1000 + STALE_AFTER - 1).stale, false);
  assert.deepEqual(judge(1000, 1000 + STALE_AFTER), { age: STALE_AFTER, stale: true });
  assert.deepEqual(judge(null, 99_999_999), { age: 0, stale: false });
});

test("retries come slower, never more than 18 seconds apart, and not all at once", () => {
  assert.equal(backoff(1, 0.5), 1000);
  assert.equal(backoff(3, 0.5), 4000);
  assert.ok(Math.abs(backoff(50, 1) - 18_000) < 1e-6);
  assert.ok(backoff(1, 0) < backoff(1, 1));
});
