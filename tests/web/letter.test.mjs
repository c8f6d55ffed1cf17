// What the page of a letter says of it, what may be done, and how a list of signings stands.

import assert from "node:assert/strict";
import { test } from "node:test";

import { deeds, gathered, ladder, otherDid, paperOf, recipients, sides } from "../../services/gateway/web/static/js/office/letter_view.js";
import { chosenOf, outcome, pruned } from "../../services/gateway/web/static/js/office/signing_rows.js";

const LETTER = {
  id: "l1", state: "review", draft: 1, version: 3, drafter: "CAMAT", signer: "WALI", document: null,
  initials: [{ kind: "ladder", position: "SEKDA", at: "2026-11-22T09:00:00Z", capacity: "plh" }, { kind: "coordination", position: "KADIS", at: null, capacity: null }],
  next: ["KADIS"], may: [], to: [{ kind: "position", code: "LURAH", name: "Lurah" }, { kind: "external", name: "Balai" }], copies: [{ kind: "name", name: "Arsip" }],
  deliveries: [], titles: { CAMAT: "Camat", SEKDA: "Sekda", WALI: "Wali Kota" }, signed_at: null, sent_at: null,
};

test("a signed letter is read as it was signed, any other as it would be", () => {
  assert.equal(paperOf(LETTER, { as: "CAMAT" }), "/v1/office/letters/l1/preview?as=CAMAT");
  assert.match(paperOf({ ...LETTER, document: "ab" }, {}), /signed\.pdf\?$/);
});

test("what may be done stands in its order, one of it is the main thing, nothing else is offered", () => {
  const found = deeds({ ...LETTER, may: ["refuse", "send_back", "initial", "unheard_of"] });
  assert.deepEqual(found.map((one) => one.verb), ["initial", "send_back", "refuse"]);
  assert.deepEqual(found.map((one) => one.main), [true, false, false]);
  assert.deepEqual(found.map((one) => one.asks), [false, true, true]);
  assert.equal(found[0].path, "/v1/office/letters/l1/initial");
  assert.equal(deeds({ ...LETTER, may: ["cancel"] })[0].main, false);
  assert.equal(deeds({ ...LETTER, may: ["put_number_in"] })[0].main, false);
  assert.equal(deeds({ ...LETTER, may: ["correct"] })[0].href, "/office/letters/new?letter=l1&does=corrects");
});

test("the ladder says who did what, who is due, and what waits", () => {
  const acts = [{ what: "letter_submitted", at: "2026-11-22T08:00:00Z" }];
  const steps = ladder(LETTER, acts, "KADIS");
  assert.deepEqual(steps.map((one) => [one.key, one.state, one.word]), [
    ["drafter", "done", "submitted"],
    ["initial/SEKDA", "done", "initialled"],
    ["initial/KADIS", "due", "toCoordinate"],
    ["signer", "waiting", "toSign"],
    ["sending", "waiting", "toSend"],
  ]);
  assert.equal(steps[0].at, acts[0].at);
  assert.equal(steps[1].capacity, "plh");
  assert.deepEqual(steps.map((one) => one.mine), [false, false, true, false, false]);
  assert.equal(steps[2].title, "KADIS");
});

test("a letter that came back, failed or ended says so on its ladder", () => {
  const at = (state) => ladder({ ...LETTER, state, next: [] }, [], null);
  assert.equal(at("revision")[0].word, "rewrites");
  assert.deepEqual([at("signing_failed")[3].state, at("signing_failed")[3].icon], ["stopped", "crit"]);
  assert.equal(at("refused").some((one) => one.key === "sending"), false);
});

test("recipients are told with what became of it there, by their place", () => {
  const deliveries = [
    { place: 0, state: "read", read_at: "t2", delivered_at: "t1", followed_at: null, note: "" },
    { place: 1, state: "waiting", read_at: null, delivered_at: null, followed_at: null, note: "" },
  ];
  const all = recipients({ ...LETTER, state: "sent", deliveries, may: ["arrive"] });
  assert.deepEqual(all.map((one) => [one.name, one.copy, one.word, one.at, one.arrives]), [
    ["Lurah", false, "read", "t2", false],
    ["Balai", false, "waiting", null, true],
    ["Arsip", true, null, null, false],
  ]);
});

test("versions stand side by side, each with its own words marked", () => {
  const found = sides({
    subject: [["same", "Laporan"], ["removed", "banjir"], ["added", "genangan"]],
    body: [{ change: "added", parts: [["added", "baru"]] }],
  });
  assert.deepEqual(found[0].before, [{ text: "Laporan", changed: false }, { text: "banjir", changed: true }]);
  assert.deepEqual(found[0].after.map((one) => one.text), ["Laporan", "genangan"]);
  assert.equal(found[1].before, null);
});

test("what others did is said, not what one did oneself nor what is about another letter", () => {
  const words = { happened: { letter_initialled: "{who} memberi paraf." } };
  const event = (by, letter = "l1") => ({ topic: "eoffice.letter_initialled", data: { letter, by } });
  assert.equal(otherDid(event("SEKDA"), LETTER, "WALI", words), "Sekda memberi paraf.");
  assert.equal(otherDid(event("WALI"), LETTER, "WALI", words), null);
  assert.equal(otherDid(event("SEKDA", "l2"), LETTER, "WALI", words), null);
});

test("each letter of a signing says how it ended", () => {
  const words = {
    list: { signed: "nomor {number}", left: "tertinggal: {why}", waits: "menunggu", signing: "sedang", notReached: "belum", ready: "siap", failed: "gagal" },
    signing: { problems: { "wrong-passphrase": "salah" } },
  };
  const one = { id: "a", state: "ready_to_sign" };
  const told = (result, job = null) => outcome(one, result && { number: null, reason: null, state: "ready_to_sign", ...result }, job, words);
  assert.deepEqual([told({ state: "signed", number: "1/X" }).name, told({ state: "signed", number: "1/X" }).text], ["signed", "nomor 1/X"]);
  assert.equal(told({ reason: "wrong-passphrase" }).text, "tertinggal: salah");
  assert.equal(told({}, { state: "running" }).text, "menunggu");
  assert.equal(told({ state: "signing" }, { state: "running" }).name, "signing");
  assert.equal(told({}).text, "belum");
  assert.equal(told(undefined).text, "siap");
});

test("what is no longer waiting is no longer chosen", () => {
  const letters = [{ id: "a" }, { id: "b" }];
  assert.deepEqual([...pruned(new Set(["a", "z"]), letters)], ["a"]);
  assert.deepEqual(chosenOf(letters, new Set(["b"])).map((one) => one.id), ["b"]);
});

test("what one person saved again and again is told once", () => {
  const act = (what, person) => ({ what, person, position: "CAMAT" });
  const acts = [act("letter_drafted", "a"), ...Array(3).fill(act("letter_changed", "a")), act("letter_changed", "b"), act("letter_submitted", "a")];
  const told = gathered(acts).map((one) => [one.what, one.person, one.times]);
  assert.deepEqual(told, [["letter_drafted", "a", 1], ["letter_changed", "a", 3], ["letter_changed", "b", 1], ["letter_submitted", "a", 1]]);
});
