// What the page of search says, before anything is drawn.

import assert from "node:assert/strict";
import { test } from "node:test";

import { formats } from "../../services/gateway/web/static/js/format.js";
import { addressOf, asked, hit, newOf, summary } from "../../services/gateway/web/static/js/office/found.js";

const words = {
  kinds: { letter: "Naskah", incoming: "Surat masuk", disposition: "Disposisi" },
  kindStates: { letter: { sent: "Terkirim" }, disposition: { sent: "Belum dibaca" }, incoming: {} },
  urgencies: { ordinary: "Biasa", urgent: "Segera" },
  agenda: "Agenda {agenda}",
  untitled: "Belum ada perihal",
  sealed: "Rahasia",
  hits: { one: "{n} hasil", many: "{n} hasil" },
  hitsMore: "{n} terbaru",
  first: "{shown} dari {n}",
  new: "{n} baru",
  newMore: "lebih dari {n} baru",
};
const page = { words, fmt: formats("id", "Asia/Jakarta", "WIB") };
const one = {
  kind: "letter", id: "1", state: "sent", urgency: "urgent", agenda: null, subject: "Rapat", at: "2026-11-22T01:00:00Z",
  marks: { number: [], subject: [["Rapat", true]], sender: [], excerpt: [] },
};

test("a hit leads to its page and says its state in the words of its kind", () => {
  assert.equal(hit(one, words).href, "/office/letters/1");
  assert.equal(hit({ ...one, state: "draft" }, words).href, "/office/letters/1/edit");
  assert.equal(hit({ ...one, kind: "incoming", state: "draft" }, words).href, "/office/incoming/1");
  assert.equal(hit(one, words).state, "Terkirim");
  assert.equal(hit({ ...one, kind: "disposition" }, words).state, "Belum dibaca");
  assert.equal(hit({ ...one, kind: "incoming", agenda: "7/2026" }, words).agenda, "Agenda 7/2026");
  assert.deepEqual([hit(one, words).icon, hit({ ...one, urgency: "ordinary" }, words).icon], ["warn", null]);
});

test("what has no subject says so", () => {
  const marks = { ...one.marks, subject: [] };
  assert.deepEqual(hit({ ...one, subject: "", marks }, words).subject, [["Belum ada perihal", false]]);
  assert.deepEqual(hit({ ...one, subject: null, marks }, words).subject, [["Rahasia", false]]);
});

test("how many were found, of how many, and whether there are older ones", () => {
  assert.equal(summary({ shown: 3, total: 3, more: false }, page), "3 hasil");
  assert.equal(summary({ shown: 20, total: 43, more: false }, page), "20 dari 43");
  assert.equal(summary({ shown: 20, total: 500, more: true }, page), "500 terbaru");
});

test("nothing is asked where nothing is looked for", () => {
  for (const filters of [{}, { q: " " }, { q: "!?" }, { sort: "newest" }]) assert.equal(asked(filters), null);
  assert.deepEqual(asked({ q: "jalan", kind: "", sort: "newest" }), { q: "jalan", sort: "newest" });
  assert.deepEqual(asked({ q: "", kind: "letter" }), { kind: "letter" });
});

test("a search that is kept has an address and says what is new", () => {
  assert.equal(addressOf({ query: { q: "600.1/2 & a" } }), "/office/search?q=600.1%2F2+%26+a");
  assert.deepEqual([0, 3].map((n) => newOf({ new: n, more: false }, page)), ["", "3 baru"]);
  assert.equal(newOf({ new: 99, more: true }, page), "lebih dari 99 baru");
});
