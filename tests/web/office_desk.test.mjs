// What the front page of the e-office and its lists say, before anything is drawn.

import assert from "node:assert/strict";
import { test } from "node:test";

import { days, formats } from "../../services/gateway/web/static/js/format.js";
import { natureOf, noticed, received, shortDay, whenOf, written } from "../../services/gateway/web/static/js/office/heads.js";
import { pressing, summary } from "../../services/gateway/web/static/js/office/waiting.js";

const words = {
  securities: { ordinary: "Biasa", secret: "Rahasia" },
  urgencies: { ordinary: "Biasa", urgent: "Segera", very_urgent: "Sangat segera" },
  states: { draft: "Draf", signing_failed: "Gagal", sent: "Terkirim" },
  sealed: "Isi rahasia",
  untitled: "Belum ada perihal",
  forSigner: "{drafter} untuk {signer}",
  today: "hari ini",
  waiting: "{n} menunggu, {late} lewat",
  waitingInTime: "{n} menunggu",
  nothingWaits: "tidak ada",
  veryUrgentOf: "{n} sangat segera",
  urgentOf: "{n} segera",
  overdueOf: "{n} lewat batas",
  oldestOf: { one: "tertua {n} hari", many: "tertua {n} hari" },
  oldestToday: "tertua hari ini",
};
const fmt = formats("id", "Asia/Jakarta", "WIB");
const look = { words, fmt, today: "2026-11-22", dayOf: days("Asia/Jakarta") };

test("what came today has an hour, this year a day, before that a year", () => {
  assert.equal(whenOf("2026-11-21T17:30:00Z", look), "00.30");
  assert.equal(whenOf("2026-11-21T16:30:00Z", look), "21 Nov");
  assert.equal(whenOf("2025-12-31T10:00:00Z", look), "31 Des 2025");
  assert.equal(shortDay("2026-11-22", look), "hari ini");
});

test("a letter that is written still is opened to be written, another to be read", () => {
  const one = { id: "a", subject: "Banjir", state: "draft", drafter: "CAMAT", drafter_title: "Camat", signer_title: "Wali Kota", changed_at: "x" };
  assert.equal(written(one, words).href, "/office/letters/a/edit");
  assert.equal(written(one, words).who, "Camat untuk Wali Kota");
  const failed = written({ ...one, state: "signing_failed", signer_title: "Camat" }, words);
  assert.deepEqual([failed.href, failed.who, failed.state.icon, failed.state.text], ["/office/letters/a", "Camat", "crit", "Gagal"]);
});

test("a secret letter says no more than that it is one, an empty draft that it has no subject", () => {
  assert.equal(written({ id: "a", subject: null, state: "sent" }, words).subject, "Isi rahasia");
  assert.equal(written({ id: "a", subject: "", state: "draft" }, words).subject, "Belum ada perihal");
  const came = received({ kind: "incoming", id: "b", subject: null, sender: null, at: "x" }, words);
  assert.deepEqual([came.href, came.who, came.subject, came.told], ["/office/incoming/b", "Isi rahasia", "Isi rahasia", false]);
});

test("urgency and security are two things", () => {
  const nature = (urgency, security) => natureOf({ urgency, security }, words);
  assert.deepEqual(nature("ordinary", "ordinary"), { icon: null, badge: "", plain: "Biasa" });
  assert.deepEqual(nature("urgent", "ordinary"), { icon: "warn", badge: "Segera", plain: "" });
  assert.deepEqual(nature("very_urgent", "secret"), { icon: "crit", badge: "Sangat segera", plain: "Rahasia" });
  assert.equal(nature("ordinary", "secret").plain, "Rahasia");
});

test("a counter says what presses most", () => {
  const detail = { urgent: 3, very_urgent: 1, overdue: 2, oldest: "2026-11-20" };
  const said = (changes, n = 4) => pressing({ n, detail: { ...detail, ...changes } }, look);
  assert.deepEqual(said({}), { text: "1 sangat segera", icon: "crit" });
  assert.deepEqual(said({ very_urgent: 0 }), { text: "2 lewat batas", icon: "warn" });
  assert.deepEqual(said({ very_urgent: 0, overdue: 0 }), { text: "3 segera", icon: "warn" });
  assert.deepEqual(said({ very_urgent: 0, overdue: 0, urgent: 0 }), { text: "tertua 2 hari", icon: null });
  assert.equal(said({ very_urgent: 0, overdue: 0, urgent: 0, oldest: "2026-11-22" }).text, "tertua hari ini");
  assert.equal(said({}, 0), null);
});

test("the front page sums up what asks for something to be done", () => {
  const details = { to_sign: { overdue: 0 }, to_follow_up: { overdue: 2 }, unread: { overdue: 9 } };
  assert.equal(summary({ to_sign: 3, to_follow_up: 4, unread: 12, details }, look), "7 menunggu, 2 lewat");
  assert.equal(summary({ to_sign: 1, details: {} }, look), "1 menunggu");
  assert.equal(summary({ unread: 5, unread_copies: 1, details: {} }, look), "tidak ada");
});

test("a notice says to which position, and leads to its thing", () => {
  const look = { words: { notices: { letter_received: "Naskah baru", disposition_overdue: "Lewat batas" } }, today: "2026-11-22" };
  const titles = new Map([["LURAH", "Lurah"]]);
  const one = { id: "1", position: "LURAH", kind: "letter_received", thing: "7", urgency: "urgent", due: null, raised_at: "2026-11-22T01:00:00Z" };
  const { href, who, subject, unread, late } = noticed(one, titles, look);
  assert.deepEqual([href, who, subject, unread, late], ["/office/letters/7", "Lurah", "Naskah baru", true, false]);
  const over = noticed({ ...one, kind: "disposition_overdue", due: "2026-11-20", position: "CAMAT" }, titles, look);
  assert.deepEqual([over.href, over.who, over.subject, over.unread, over.late], ["/office/dispositions/7", "CAMAT", "Lewat batas", false, true]);
});
