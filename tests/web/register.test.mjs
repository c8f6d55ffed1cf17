// What the pages of incoming letters and dispositions say and offer.

import assert from "node:assert/strict";
import { test } from "node:test";

import { correctionsOf, isRead, mayDo } from "../../services/gateway/web/static/js/office/incoming_steps.js";
import { boxOf, disposed, entered, isGiven } from "../../services/gateway/web/static/js/office/register_rows.js";
import { wrongWith } from "../../services/gateway/web/static/js/office/scan_view.js";

const letter = (state, more = {}) => ({ state, registrar: "ARSIP", unit: "SETDA", position: "WALI", security: "ordinary", ...more });
const as = (position, more = {}) => ({ position, unit: "SETDA", records: false, ...more });

test("the registrar routes and corrects, the addressee disposes, answers and files", () => {
  assert.deepEqual(mayDo(letter("recorded"), as("ARSIP")), ["forward", "correct", "scan"]);
  assert.deepEqual(mayDo(letter("read"), as("WALI")), ["dispose", "answer", "file"]);
  assert.deepEqual(mayDo(letter("disposed"), as("WALI")), ["dispose", "answer", "file", "close"]);
  assert.deepEqual(mayDo(letter("answered"), as("WALI")), ["close"]);
  assert.deepEqual(mayDo(letter("forwarded"), as("WALI")), []);
  for (const position of ["ARSIP", "WALI"]) assert.deepEqual(mayDo(letter("done"), as(position)), []);
  assert.deepEqual(mayDo(letter("read"), as("KADIS")), []);
  assert.deepEqual(mayDo(letter("read"), null), []);
});

test("a records officer stands in for the registrar, but for secret letters", () => {
  const records = as("ARSIPARIS", { records: true });
  assert.deepEqual(mayDo(letter("disposed"), records), ["correct", "scan"]);
  assert.deepEqual(mayDo(letter("disposed", { security: "secret" }), records), []);
  assert.deepEqual(mayDo(letter("disposed"), { ...records, unit: "KOMINFO" }), []);
});

test("its addressee reads a letter by opening it, once", () => {
  assert.equal(isRead(letter("forwarded"), as("WALI")), true);
  assert.equal(isRead(letter("read"), as("WALI")), false);
  assert.equal(isRead(letter("forwarded"), as("ARSIP")), false);
  assert.equal(isRead(letter("forwarded"), null), false);
});

test("what was put right is told field by field", () => {
  const act = { what: "incoming_corrected", before: { entry: { number: "", sender: "A" } }, after: { entry: { number: "1", sender: "B" } } };
  assert.deepEqual(correctionsOf(act), [
    { field: "number", before: "–", after: "1" },
    { field: "sender", before: "A", after: "B" },
  ]);
  assert.deepEqual(correctionsOf({ ...act, what: "incoming_read" }), []);
});

const words = {
  sealed: "sealed", with: "{state}: {title}", about: "{subject} · {asked}", stateUntil: "{state} until {day}", stateLate: "{state} {late}",
  states: { recorded: "recorded", forwarded: "forwarded" },
  dispo: { states: { sent: "unread", reported: "reported", done: "done" }, late: { one: "{n} late", many: "{n} late" }, beside: "beside" },
};

test("a row of the register has its agenda number, its sender's, and who has it", () => {
  const one = { id: "1", state: "forwarded", position: "WALI", position_title: "Wali Kota", sender: "Pos", number: "B-1", subject: "Data", agenda: "7/2026", received: "2026-03-01" };
  const row = entered(one, words, "WALI");
  assert.deepEqual([row.number, row.who, row.state.text, row.unread, row.day], ["7/2026", "Pos · B-1", "forwarded: Wali Kota", true, "2026-03-01"]);
  assert.equal(entered(one, words, "SEKDA").unread, false);
  const secret = entered({ ...one, sender: null, number: null, subject: null }, words, "WALI");
  assert.deepEqual([secret.who, secret.subject, secret.told], ["sealed", "sealed", false]);
});

test("a row of dispositions says how late it is, by a shape and by words", () => {
  const look = { words, today: "2026-03-05", titles: new Map([["study", "Study"]]), fmt: { date: (day) => day, counted: (forms, n) => forms.many.replace("{n}", n) } };
  const one = { id: "1", state: "sent", duty: true, due: "2026-03-02", overdue: true, urgency: "ordinary", instructions: ["study"], text: "soon", giver_title: "Wali", receiver_title: "Camat", about: { subject: "Data", number: null } };
  const late = disposed(one, { ...look, given: false });
  assert.deepEqual([late.who, late.subject, late.late, late.state.icon, late.state.text, late.unread], ["Wali", "Data · Study. soon", true, "warn", "unread 3 late", true]);
  const given = disposed({ ...one, overdue: false, state: "reported" }, { ...look, given: true });
  assert.deepEqual([given.who, given.state.text, given.unread], ["Camat", "reported until 2026-03-02", true]);
  assert.equal(disposed({ ...one, overdue: false, state: "done" }, { ...look, given: true }).state.text, "done");
  assert.equal(disposed({ ...one, overdue: false, due: null, duty: false }, { ...look, given: false }).state.text, "beside");
});

test("chips ask for boxes of the API", () => {
  assert.deepEqual(boxOf("to_do"), { box: "to_do" });
  assert.deepEqual(boxOf("late"), { box: "received", overdue: "true" });
  assert.deepEqual(["to_do", "waiting"].map(isGiven), [false, true]);
});

test("a file that is too large or no scan is told before it is sent", () => {
  assert.equal(wrongWith({ size: 200 * 2 ** 20, type: "application/pdf" }), "tooLarge");
  assert.equal(wrongWith({ size: 1, type: "text/html" }), "wrongKind");
  assert.equal(wrongWith({ size: 10 * 2 ** 20, type: "image/jpeg" }), null);
});
