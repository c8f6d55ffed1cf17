import assert from "node:assert/strict";
import { test } from "node:test";

import { formats } from "../../services/gateway/web/static/js/format.js";
import { drafts } from "../../services/gateway/web/static/js/incidents/drafts.js";
import { Wrong, correctionFrom, placeFrom, reportFrom } from "../../services/gateway/web/static/js/incidents/forms.js";
import { open, shaped, told, unmarked } from "../../services/gateway/web/static/js/happenings.js";
import { GONE, others } from "../../services/gateway/web/static/js/incidents/presence.js";
import { bar, circle, deadline, entryText, metresBetween, needsReason, placeOf, successor } from "../../services/gateway/web/static/js/incidents/shown.js";
import { writes } from "../../services/gateway/web/static/js/incidents/writes.js";

const fmt = { ...formats("id", "Asia/Jakarta", "WIB"), minutes: () => "19.12" };
const words = { lateBy: "lewat {span}", timeLeft: "sisa {span}", spanMinutes: { one: "{n} mnt", many: "{n} mnt" }, spanHours: { one: "{n} hour", many: "{n} jam" }, spanDays: { one: "{n} day", many: "{n} hari" }, nowhere: "?", areaCode: "wilayah {code}", road: "ruas {road}", roadAt: "ruas {road} m {metre}", severity: { minor: "Rendah", major: "Tinggi" }, unitState: { en_route: "jalan" }, etaAt: "tiba {time}", fields: {}, log: { rated: "Dari {before} ke {after}", note: "", close: "Selesai", unit_moved: "{text} {state} {eta}", task_added: "Tugas: {text}" } };
const NOW = Date.parse("2024-11-27T12:00:00Z");

function store() {
  const kept = new Map();
  return { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value), removeItem: (name) => kept.delete(name), kept };
}

test("the bar offers the steps that lead on, and back from contained", () => {
  const one = { state: "contained", times: { reported: "a", verified: "b", responding: "c", contained: "d" } };
  assert.deepEqual(bar(one).map(({ face, step }) => [face, step]), [["done", null], ["done", null], ["done", "respond"], ["now", null], ["next", "close"]]);
  assert.equal(needsReason("close", one), false);
  assert.equal(needsReason("close", { state: "verified" }), true);
  const wrong = bar({ state: "false", times: { reported: "a" } });
  assert.deepEqual(wrong.map(({ face }) => face), ["done", "next", "next", "next", "next"]);
  assert.ok(wrong.every(({ step }) => step === null));
});

test("a deadline is told by its largest unit, and when it is over", () => {
  assert.deepEqual(deadline("2024-11-27T12:09:30Z", NOW, words, fmt), { late: false, text: "sisa 9 mnt" });
  assert.deepEqual(deadline("2024-11-27T09:59:00Z", NOW, words, fmt), { late: true, text: "lewat 2 jam" });
  assert.equal(deadline(null, NOW, words, fmt), null);
  const english = formats("en", "Asia/Jakarta", "WIB");
  assert.equal(deadline("2024-11-27T13:30:00Z", NOW, words, english).text, "sisa 1 hour");
});

test("a place is told in words, without saying the same twice", () => {
  const names = new Map([["1971031006", "Ketapang"], ["197103", "Pangkal Balam"]]);
  const nothing = { area: "", words: "", road: null, metre: null };
  assert.equal(placeOf({ ...nothing, area: "1971031006003" }, names, words), "TPS 003 Ketapang, Pangkal Balam");
  assert.equal(placeOf({ ...nothing, area: "1971031006", words: "Ketapang" }, names, words), "Ketapang, Pangkal Balam");
  assert.equal(placeOf({ ...nothing, words: "Jembatan", road: "12", metre: 350 }, names, words), "Jembatan, ruas 12 m 350");
  assert.equal(placeOf(nothing, names, words), "?");
});

test("an entry of the log is a sentence", () => {
  assert.equal(entryText({ what: "note", text: "<b>air</b>", data: null }, words, fmt), "<b>air</b>");
  assert.equal(entryText({ what: "close", text: "surut", data: {} }, words, fmt), "Selesai: surut");
  assert.equal(entryText({ what: "rated", text: "naik", data: { before: "minor", after: "major" } }, words, fmt), "Dari Rendah ke Tinggi: naik");
  assert.equal(entryText({ what: "unit_moved", text: "Regu 2", data: { state: "en_route", eta: "x" } }, words, fmt), "Regu 2 jalan tiba 19.12");
  assert.equal(entryText({ what: "task_added", text: "Pompa", data: { task: "1" } }, words, fmt), "Tugas: Pompa");
});

test("a circle is as wide as it says, and closed", () => {
  const ring = circle([106.13, -2.1], 300).coordinates[0];
  assert.deepEqual(ring[0], ring.at(-1));
  for (const point of ring) assert.ok(Math.abs(metresBetween([106.13, -2.1], point) - 300) < 1);
});

test("who leaves a list gives the focus to the next, else to the last", () => {
  assert.equal(successor(["a", "b", "c"], "b", ["a", "c"]), "c");
  assert.equal(successor(["a", "b", "c"], "c", ["a", "b"]), "b");
  assert.equal(successor(["a"], "a", []), null);
});

test("a place needs something, a station its village, a metre its road", () => {
  assert.deepEqual(placeFrom({ area: "1971031006", station: "3" }), { tps: "1971031006003" });
  assert.deepEqual(placeFrom({ point: "-2.1, 106.1", radius: "300" }), { point: [106.1, -2.1], radius_m: 300 });
  for (const [fields, wrong] of [[{}, "placeNeeded"], [{ station: "3" }, "stationNeedsArea"], [{ words: "x", metre: "5" }, "metreNeedsRoad"], [{ point: "di sana" }, "badPoint"]]) {
    assert.throws(() => placeFrom(fields), (error) => error instanceof Wrong && error.message === wrong);
  }
  assert.deepEqual(reportFrom({ type: "fire", headline: " Asap ", words: "Pasar", severity: "" }), { type: "fire", headline: "Asap", place: { words: "Pasar" } });
});

test("a correction says only what it changes", () => {
  const one = { type: "fire", headline: "Asap", text: "", place: { area: "1971", tps: null, words: "Pasar", point: [106.1, -2.1], radius_m: 50, road: null, metre: null } };
  const same = { type: "fire", headline: "Asap", text: "", words: "Pasar", point: "-2.10000, 106.10000", radius: "50" };
  assert.equal(correctionFrom(same, one), null);
  assert.deepEqual(correctionFrom({ ...same, headline: "Api" }, one), { headline: "Api" });
  assert.deepEqual(correctionFrom({ ...same, radius: "" }, one), { place: { area: "1971", words: "Pasar", point: [106.1, -2.1] } });
});

test("other pages are told of until they close it or are silent", () => {
  const seats = others("me");
  assert.equal(seats.hear({ incident: "1", seat: "me", name: "saya", open: true }, 0), false);
  assert.equal(seats.hear({ incident: "1", seat: "b", name: "Budi", open: true }, 0), true);
  assert.equal(seats.hear({ incident: "1", seat: "b", name: "Budi", open: true }, 1000), false);
  assert.deepEqual(seats.names("1", 1000), ["Budi"]);
  assert.deepEqual(seats.names("1", GONE + 1001), []);
  seats.hear({ incident: "1", seat: "b", name: "Budi", open: false }, 2000);
  assert.deepEqual(seats.names("1", 2000), []);
});

test("what nobody answers is said again with the same key, what is refused is not", async () => {
  const [heard, waiting, kept] = [[], [], store()];
  const answers = [{ status: 0 }, { status: 503 }, null];
  const send = async (method, path, body, { key }) => {
    heard.push(key);
    const error = answers.shift();
    if (error) throw error;
    return { done: true };
  };
  const line = writes({ send, newKey: () => "k1", store: kept, pause: async () => {}, onWaiting: (n) => waiting.push(n) });
  assert.deepEqual(await line.say("POST", "/x", {}), { done: true });
  assert.deepEqual([heard, waiting], [["k1", "k1", "k1"], [1, 0]]);
  assert.deepEqual(JSON.parse(kept.getItem("kendali-writes")), []);
  answers.push({ status: 412 });
  await assert.rejects(line.say("POST", "/x", {}), { status: 412 });
  assert.equal(heard.length, 4);
});

test("what a page left on its way is said by the next one with its key", async () => {
  const kept = store();
  kept.setItem("kendali-writes", JSON.stringify([{ method: "POST", path: "/n", body: { text: "a" }, key: "old" }]));
  const heard = [];
  const line = writes({ send: async (...said) => heard.push(said), newKey: () => "new", store: kept, pause: async () => {} });
  assert.deepEqual(await line.resume(), [{ path: "/n", error: null }]);
  assert.deepEqual(heard, [["POST", "/n", { text: "a" }, { key: "old" }]]);
});

test("a draft stays until it is dropped", () => {
  const kept = drafts(store());
  kept.put("note/1", { text: "air" });
  kept.put("note/1", { point: "x" });
  assert.deepEqual(kept.read("note/1"), { text: "air", point: "x" });
  kept.drop("note/1");
  assert.deepEqual(kept.read("note/1"), {});
});

test("the wall shows what is verified and not over, the worst first, and no older version", () => {
  const place = { area: "1971031006", point: null, words: "Ketapang" };
  const base = { headline: "x", checked: true, exercise: false, reported_at: "2024-11-27T12:00:00Z", version: 2, place };
  const event = { ...base, incident: "b", severity: "critical", state: "verified", area: "197102", place: "Pasar", point: [1, 2] };
  let known = {};
  for (const one of [{ ...base, id: "a", severity: "minor", state: "responding" }, event, { ...base, id: "c", severity: "major", state: "reported" }, { ...base, id: "d", severity: "major", state: "verified", exercise: true }, { ...base, id: "e", severity: "major", state: "verified", checked: false }]) known = told(known, shaped(one));
  assert.deepEqual(open(known, "1971").map((one) => [one.id, one.place]), [["b", "Pasar"], ["a", "Ketapang"]]);
  assert.deepEqual(open(known, "1972"), []);
  assert.equal(told(known, { ...known.b, version: 1, shown: false }), known);
  known = told(known, shaped({ ...event, state: "closed", version: 3 }));
  assert.deepEqual(open(known, "19").map((one) => one.id), ["a"]);
});

test("an incident and its alert have one mark on the map", () => {
  const incidents = [{ number: "INS-0047" }];
  const notice = (headline, source = "incidents") => ({ headline, source });
  const others = [notice("INS-0048 Banjir"), notice("INS-0047 Banjir", "elections"), notice("INS-00470 Banjir")];
  assert.deepEqual(unmarked([notice("INS-0047 Banjir"), ...others], incidents), others);
  assert.deepEqual(unmarked([notice("INS-0047 Banjir")], []), [notice("INS-0047 Banjir")]);
});
