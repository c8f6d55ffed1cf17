import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { agrees, wrongOf } from "../../services/gateway/web/static/js/staff/nik.js";
import { decisionOf, messageOf, openOn, placeName, reasonOf, refusedOf, rowReason, told } from "../../services/gateway/web/static/js/staff/reading.js";

const words = {
  allMet: "semua",
  failed: "gagal {what}",
  pending: "menunggu {what}",
  requirements: { age: "umur", party: "partai" },
  columns: { nik: "NIK", birth_date: "tanggal lahir" },
  reasons: { nik: "perlu 16 angka", again: "seperti baris {n}", code: "{n} angka", date: "perlu tanggal" },
  station: "TPS {n} {name}",
};
const cases = JSON.parse(readFileSync(new URL("staff_nik.json", import.meta.url), "utf-8"));

test("what failed and what is open is named, nothing of an erased applicant", () => {
  assert.equal(told({ age: "met", party: "met" }, words), "semua");
  assert.equal(told({ age: "failed", party: "pending" }, words), "gagal umur. menunggu partai");
  assert.equal(told({ age: "met", party: "pending" }, words), "menunggu partai");
  assert.equal(told({}, words), "");
});

test("three keys decide, in either case, and no other", () => {
  assert.deepEqual(["t", "C", "X", "a"].map(decisionOf), ["accepted", "reserve", "refused", null]);
});

test("a NIK is judged as the service judges it, and its part that is wrong is named", () => {
  for (const text of cases.right) assert.equal(wrongOf(text), null, text);
  for (const [text, part] of Object.entries(cases.wrong)) assert.equal(wrongOf(text), part, text);
});

test("the date of birth agrees with the NIK of men and women of either century", () => {
  assert.ok(agrees("1971011705900001", "1990-05-17"));
  assert.ok(agrees("1971015705900001", "1990-05-17"));
  assert.ok(agrees("1971011705050001", "2005-05-17"));
  assert.ok(!agrees("1971011705900001", "1990-05-18"));
});

test("a refused row's reason is said in the page's words, and what is not known as it is", () => {
  const row = { code: "nik", reason: "nik needs 16 digits: area …; birth_date needs a date such as 2024-11-27" };
  assert.equal(rowReason(row, words), "perlu 16 angka; tanggal lahir: perlu tanggal");
  assert.equal(rowReason({ code: "nik", reason: "nik is that of line 7" }, words), "seperti baris 7");
  assert.equal(reasonOf("needs an area code of 6 or 10 or 13 digits", words), "6, 10, 13 angka");
  assert.equal(reasonOf("is odd", words), "is odd");
  const said = "needs an area code of 6 or 10 or 13 digits";
  assert.equal(messageOf({ message: said }, words), "6, 10, 13 angka");
  assert.equal(messageOf({ message: "perlu kode", in_english: said }, words), "6, 10, 13 angka");
  assert.equal(messageOf({ message: "ganjil", in_english: "is odd" }, words), "ganjil");
});

test("a file that is refused says how many rows are good, another failure does not", () => {
  const message = "3 of 5 rows can't be taken, so none was; mend them, or ask for the others with partial";
  assert.deepEqual(refusedOf({ state: "failed", message }), { bad: 3, all: 5, good: 2 });
  assert.equal(refusedOf({ state: "failed", message: "an unexpected error" }), null);
  assert.equal(refusedOf({ state: "done", message }), null);
});

test("a TPS is named by its number in its village, another place by its name", () => {
  assert.equal(placeName({ area: "1971011004001", name: "Ketapang" }, words), "TPS 001 Ketapang");
  assert.equal(placeName({ area: "1971011004001", name: null }, words), "TPS 001");
  assert.equal(placeName({ area: "197101", name: "Rangkui" }, words), "Rangkui");
});

test("a round takes applications on its first and last day, an erased one never", () => {
  const one = { opens: "2024-11-01", closes: "2024-11-05", erased_at: null };
  const days = ["2024-10-31", "2024-11-01", "2024-11-05", "2024-11-06"];
  assert.deepEqual(days.map((day) => openOn([one], day).length), [0, 1, 1, 0]);
  assert.equal(openOn([{ ...one, erased_at: "2025-01-01T00:00:00Z" }], "2024-11-01").length, 0);
});
