// What files and lists say and offer, by who looks.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fileRow, hoursOf, listActs } from "../../services/gateway/web/static/js/office/archive_rows.js";

const words = {
  states: { open: "Terbuka", archived_active: "Aktif", archived_inactive: "Inaktif", permanent: "Permanen" },
  fates: { destroy: "musnah", review: "dinilai kembali" },
  since: "dibuka {day}",
  activeUntil: "aktif s.d. {day}",
  inactiveUntil: "inaktif s.d. {day}, lalu {fate}",
  minutes: { many: "{n} menit" },
  hours: "{n} jam",
  days: "{n} hari",
};
const fmt = { date: (day) => day, count: String, number: (n, digits) => n.toFixed(digits), counted: (forms, n) => forms.many.replace("{n}", n) };
const FILE = {
  code: "600/1", title: "Jalan", classification: "600.1", state: "archived_active", opened: "2020-01-01", closed: "2020-02-01",
  active_until: "2022-02-01", inactive_until: "2027-02-01", retention: { fate: "destroy" }, list: null, letters: null,
};
const row = (change, today = "2026-11-22") => fileRow({ ...FILE, ...change }, { words, fmt, today });

test("a file goes on the list that its time asks for", () => {
  assert.equal(row({}).step, "transfer");
  assert.equal(row({}, "2022-01-31").step, null);
  assert.equal(row({ list: "l" }).step, null);
  assert.equal(row({ closed: null }).step, null);
  assert.equal(row({ state: "archived_inactive" }).step, null);
  assert.equal(row({ state: "archived_inactive" }, "2027-02-01").step, "destroy");
  const review = row({ state: "archived_inactive", retention: { fate: "review" } }, "2027-02-01");
  assert.deepEqual([review.step, review.due], [null, true]);
  assert.equal(row({ state: "permanent" }, "2099-01-01").due, false);
});

test("a file says until when it is what", () => {
  assert.equal(row({ closed: null }).term, "dibuka 2020-01-01");
  assert.equal(row({}).term, "aktif s.d. 2022-02-01");
  assert.equal(row({ state: "archived_inactive" }).term, "inaktif s.d. 2027-02-01, lalu musnah");
  assert.equal(row({ letters: 3 }).letters, "3");
});

test("a list offers to each side what is its own to decide", () => {
  const list = { kind: "destruction", state: "proposed", unit: "BI", centre: "SETDA", judge: "KOM" };
  const [head, judge] = [{ unit: "BI", records: false }, { unit: "KOM", records: false }];
  const keeper = { unit: "SETDA", records: true };
  assert.deepEqual(listActs(list, head), ["approval", "refusal"]);
  assert.deepEqual(listActs(list, judge), ["approval", "refusal"]);
  assert.deepEqual(listActs(list, keeper), []);
  assert.deepEqual(listActs({ ...list, state: "approved" }, keeper), ["carrying-out"]);
  assert.deepEqual(listActs({ ...list, kind: "transfer" }, keeper), ["acceptance", "refusal"]);
  assert.deepEqual(listActs({ ...list, kind: "transfer" }, head), []);
  assert.deepEqual(listActs({ ...list, state: "carried_out" }, keeper), []);
  assert.deepEqual(listActs(list, null), []);
});

test("short times are told in minutes, long ones in days", () => {
  assert.equal(hoursOf(0.19, { words, fmt }), "12 menit");
  assert.equal(hoursOf(3.25, { words, fmt }), "3.3 jam");
  assert.equal(hoursOf(50, { words, fmt }), "2.1 hari");
  assert.equal(hoursOf(null, { words, fmt }), "–");
});
