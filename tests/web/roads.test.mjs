// What statistics on roads become on the page and in a file.

import assert from "node:assert/strict";
import { test } from "node:test";

import { formats } from "../../services/gateway/web/static/js/format.js";
import { NEXT, station } from "../../services/gateway/web/static/js/roads/damage.js";
import { csv, rows, trend } from "../../services/gateway/web/static/js/roads/figures.js";

const fmt = formats("id", "Asia/Jakarta", "WIB");
const words = {
  by: { district: "Kecamatan", surface: "Perkerasan" },
  surface: { asphalt: "Aspal" },
  head: { length: "Panjang", good: "Baik", fair: "Sedang", light: "RR", heavy: "RB", unknown: "?", soundness: "%" },
  total: "Semua",
  year: "{year}: {share} %",
  change: "{points} poin sejak {year}",
};
const metres = { good: 1000, fair: 500, light: 0, heavy: 500, unknown: 0 };
const figures = { metres, length_m: 2000, soundness: 75 };
const district = { key: "352201", name: "Ngraho", ...figures, trend: [] };

function answered(by, ...items) {
  return { by, items, total: figures };
}

test("a row has kilometres and the share, the last is of all", () => {
  const [one, all] = rows(answered("district", district), words, fmt);
  assert.deepEqual([one.name, one.length, one.good, one.soundness], ["Ngraho", "2,0", "1,0", "75,0"]);
  assert.equal(all.name, "Semua");
  assert.equal(rows(answered("surface", { ...district, key: "asphalt" }), words, fmt)[0].name, "Aspal");
});

test("a year stands for itself, without a row of all", () => {
  const found = rows(answered("year", { key: "2024", ...figures }), words, fmt);
  assert.deepEqual(found.map((one) => one.name), ["2024"]);
  assert.deepEqual(rows(answered("district"), words, fmt), []);
});

test("what nobody surveyed has no share", () => {
  const none = { ...district, soundness: null };
  assert.equal(rows(answered("district", none), words, fmt)[0].soundness, "–");
  assert.match(csv(answered("district", none), words), /0\.000,\r\n$/);
});

test("a trend tells the years and by how much it changed", () => {
  const years = [{ year: 2022, soundness: 60.25 }, { year: 2024, soundness: 55 }];
  const found = trend(years, words, fmt);
  assert.deepEqual(found.bars, [60.25, 55]);
  assert.equal(found.change, "−5,3 poin sejak 2022");
  assert.equal(found.years, "2022: 60,3 % · 2024: 55,0 %");
  assert.equal(trend(years.slice(1), words, fmt), null);
});

test("a file is read by any program and runs in none", () => {
  const odd = { ...district, name: '=cmd|"x", y' };
  const lines = csv(answered("district", odd), words).split("\r\n");
  assert.equal(lines[0], "Kecamatan,Panjang,Baik,Sedang,RR,RB,?,%");
  assert.equal(lines[1], `"'=cmd|""x"", y",2.000,1.000,0.500,0.000,0.500,0.000,75.00`);
});

test("a place is written as road builders do, and what is done has no next step", () => {
  assert.equal(station(7300.4), "STA 7+300");
  assert.equal(station(999.6), "STA 1+000");
  assert.equal(NEXT.done, undefined);
});
