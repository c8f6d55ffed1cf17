// What the pages of indicators make of their address, of figures, and of headlines.

import assert from "node:assert/strict";
import { test } from "node:test";

import { formats } from "../../services/gateway/web/static/js/format.js";
import * as figures from "../../services/gateway/web/static/js/indicators/figures.js";
import * as state from "../../services/gateway/web/static/js/indicators/state.js";
import { telling } from "../../services/gateway/web/static/js/indicators/telling.js";

const words = {
  points: "{n} poin", up: "naik {n}", down: "turun {n}", same: "tetap", since: "dari {period}", noBefore: "?", good: "membaik", bad: "memburuk",
  target: "target {target}", limit: "batas {target}", short: "kurang {n} dari {target}", over: "lebih {n} dari {target}", exact: "tepat {target}",
  limitShort: "di bawah {target}", limitOver: "lewat {n} dari {target}", noTarget: "tanpa target", reached: "tercapai", noFigure: "kosong",
  data: "{period} {rhythm}", late: { one: "{period} -{n} one", many: "{period} -{n}" }, lateShort: "{period}!", never: "tak ada", rhythm: { month: "bulanan" }, part: { target: "target: semua", own: "sendiri" }, quarter: "T{n} {year}", semester: "S{n} {year}",
  quality: { days: { one: "telat {n}", many: "telat {n}" }, fresh: "baru", full: "penuh", partly: "isi {there}/{expected}", holds: "selaras", odd: "{n} ganjil", complete: "{n}: {there}/{expected}", current: "mutakhir", behind: { one: "-{n} one", many: "-{n} many" }, consistent: "{n}: {held}/{looked}" },
};
const tell = telling(words, formats("id", "Asia/Jakarta", "WIB"), "id");
const head = {
  title: "Mantap", title_en: "Sound", unit: "%", decimals: 1, direction: "up", rhythm: "month", period: "2024-11", value: 77.6, target: 82,
  to_target: -4.4, reached: false, before: 71, change: 6.6, better: true, late: false, missing: 0,
};

test("an address says what is shown, and nothing odd of it", () => {
  const found = state.stateOf("?indicator=kasus-dbd&area=197101&year=2024&level=village&dimension=sex:L;age:0-4&ranking=whole");
  assert.deepEqual(found, { indicator: "kasus-dbd", area: "197101", level: "village", year: 2024, dimension: { sex: "L", age: "0-4" }, whole: true });
  assert.equal(state.address("/indicators/health", found), "/indicators/health?indicator=kasus-dbd&area=197101&level=village&year=2024&dimension=sex%3AL%3Bage%3A0-4&ranking=whole");
  const odd = state.stateOf("?indicator=../x&area=19x&year=soon&level=moon&dimension=:;a");
  assert.deepEqual(odd, { indicator: null, area: null, level: null, year: null, dimension: {}, whole: false });
  assert.equal(state.address("/indicators/health", odd), "/indicators/health");
});

test("what is asked of the API follows from it", () => {
  const asked = { indicator: null, area: "1971", level: null, year: 2024, dimension: { sex: "L" } };
  assert.equal(state.itemPath("health", asked), "/v1/indicators/items/health?area=1971&year=2024&dimension=sex%3AL");
  assert.equal(state.itemPath("health", { ...asked, dimension: {} }), "/v1/indicators/items/health?area=1971&year=2024");
  assert.equal(state.observedPath("x", asked, state.spanOf("2024", "quarter"), { format: "csv" }), "/v1/indicators/x/observations?area=1971&from=2024-Q1&to=2024-Q4&dimension=sex%3AL&format=csv");
  assert.equal(state.orderAbout("x", "1971", "2024-11"), "indicator/x/1971/2024-11");
  assert.equal(state.notesPath("x", "1971"), "/v1/orders?about=indicator%2Fx%2F1971&limit=50");
});

test("a map's five classes have bounds that can be read", () => {
  const limits = figures.bounds([57.4, 92.4, 70]);
  assert.deepEqual(limits, [64, 71, 78, 85]);
  assert.deepEqual([57.4, 64, 77.9, 92.4, null].map((value) => figures.classOf(value, limits)), [1, 2, 3, 5, 0]);
  assert.deepEqual(figures.bounds([3, 3]), []);
  assert.equal(figures.classOf(3, []), 3);
  assert.deepEqual(figures.bounds([31_000, 52_000]), [35_000, 39_000, 44_000, 48_000]);
  assert.equal(tell.step(1, limits, 1), "< 64");
  assert.equal(tell.step(5, limits, 1), "≥ 85");
});

test("a long ranking has its ends, a short one everything", () => {
  const rows = Array.from({ length: 28 }, (_, rank) => ({ rank }));
  const { top, left, bottom } = figures.ends(rows, false);
  assert.deepEqual([top.length, left, bottom.length, bottom[0].rank], [5, 15, 8, 20]);
  assert.equal(figures.ends(rows, true).top.length, 28);
  assert.equal(figures.ends(rows.slice(0, 15), false).left, 0);
});

test("bars begin at nothing, but where all are far from it", () => {
  assert.deepEqual(figures.axis([0, 5, 10]), [0, 10]);
  const [from, to] = figures.axis([57.4, 92.4]);
  assert.ok(from > 30 && from < 57.4 && to > 92.4);
  assert.equal(figures.along(5, [0, 10]), 50);
  assert.equal(figures.along(-5, [0, 10]), 0);
});

test("a chart puts each period at its place in the year", () => {
  assert.deepEqual([figures.place("2024-11", "month"), figures.place("2024-Q3", "quarter"), figures.place("2024-03-01", "day")], [10, 2, 60]);
  const told = { series: [{ period: "2024-02", value: 2 }], last_year: [{ period: "2023-12", value: 1 }] };
  const [places, now, before] = figures.columns(told, "month");
  assert.deepEqual([places.length, now[1], now[0], before[11]], [12, 2, null, 1]);
  const yearly = figures.columns({ maps: [{ year: 2023, value: 5 }, { year: 2024, value: null }] }, "year");
  assert.deepEqual(yearly, [[2023, 2024], [5, null], [null, null]]);
});

test("groups make a pyramid, and the chosen ones a share", () => {
  const dimensions = [{ name: "sex", codes: { L: "Laki-laki", P: "Perempuan" } }, { name: "age", codes: { "0-4": "0–4", "5+": "5+" } }];
  const one = (sex, age, value, before) => ({ dimensions: { sex, age }, value, before });
  const groups = [one("L", "0-4", 10, 8), one("P", "0-4", 20, null), one("L", "5+", 30, 28), one("P", "5+", 40, 38)];
  assert.deepEqual(figures.pyramid(groups, dimensions)[1], { age: "0-4", left: 10, right: 20 });
  assert.deepEqual(figures.chosenOf(groups, { sex: "L" }), { value: 40, before: 36, share: 40 });
  assert.equal(figures.chosenOf(groups, {}), null);
  assert.equal(figures.pyramid(groups, dimensions.slice(1)), null);
  assert.equal(figures.naming([...groups, { dimensions: { sex: "L" } }], ["sex", "age"]).length, 4);
});

test("a headline says how far it is, in words", () => {
  assert.deepEqual(tell.change(head), { icon: "up", kind: "is-good", text: "naik 6,6 poin, membaik" });
  assert.equal(tell.since(head).text, "naik 6,6 poin dari Nov 2023, membaik");
  assert.equal(tell.target(head), "kurang 4,4 poin dari 82 %");
  assert.equal(tell.target({ ...head, direction: "down", to_target: 4.4, unit: "kasus", decimals: 0 }), "lewat 4 kasus dari 82 kasus");
  assert.equal(tell.target({ ...head, to_target: 1, reached: true }), "lebih 1,0 poin dari 82 %, tercapai");
  assert.equal(tell.change({ ...head, better: false, change: -2 }).text, "turun 2,0 poin, memburuk");
  assert.equal(tell.change({ ...head, change: null }).text, "?");
  assert.equal(tell.signed(head, -4.25), "−4,3");
});

test("a part of the whole is named, and what is not kept of it", () => {
  const about = { targets: { 2024: 82 }, dimensions: [{ name: "sex", codes: { L: "Laki-laki", P: "Perempuan" } }] };
  const told = { about, dimension: { sex: "P" }, rolls_up: true };
  assert.deepEqual([tell.part(told), tell.part({ ...told, dimension: {} })], [" · Perempuan", ""]);
  assert.equal(tell.partNote(told), "target: semua");
  assert.equal(tell.partNote({ ...told, rolls_up: false }), "target: semua sendiri");
  assert.equal(tell.partNote({ ...told, about: { ...about, targets: {} } }), "");
  assert.equal(tell.partNote({ ...told, dimension: {}, rolls_up: false }), "");
});

test("a figure that is late is not called a wrong one", () => {
  const judged = (complete, consistent) => ({ score: 0, counts: { there: 9, expected: 10, held: 3, looked: 4 }, complete: { score: complete }, fresh: { score: 0 }, consistent: { score: consistent } });
  const said = (quality, rest) => tell.quality({ ...head, days_late: 0, quality, ...rest });
  assert.equal(said(judged(100, 100)), "baru; penuh; selaras");
  assert.equal(said(judged(100, 100), { days_late: 12 }), "telat 12; penuh; selaras");
  assert.equal(said(judged(90, 75), { days_late: 1 }), "telat 1; isi 9/10; 1 ganjil");
  assert.equal(said(judged(0, 0), { period: null }), "tak ada");
});

test("what its quality is made of is said, lateness in periods", () => {
  const counts = { there: 9, expected: 10, held: 4, looked: 4 };
  const quality = (score) => ({ counts, complete: { score: 90 }, fresh: { score }, consistent: { score: 100 } });
  assert.deepEqual(tell.why(quality(100), 0), ["90: 9/10", "mutakhir", "100: 4/4"]);
  assert.deepEqual([[50, 1], [0, 28], [0, 0]].map(([score, missing]) => tell.why(quality(score), missing)[1]), ["-1 many", "-28 many", "tak ada"]);
  const english = telling(words, formats("en", "Asia/Jakarta", "WIB"), "en");
  assert.deepEqual([1, 28].map((missing) => english.why(quality(0), missing)[1]), ["-1 one", "-28 many"]);
});

test("its age is said, and when it is late", () => {
  assert.deepEqual(tell.fresh(head), { icon: "ok", kind: "badge-ok", text: "Nov 2024 bulanan" });
  assert.equal(tell.fresh({ ...head, late: true, missing: 2 }).text, "Nov 2024 -2");
  assert.equal(tell.freshShort({ ...head, late: true, period: null }).text, "tak ada");
  assert.deepEqual(["2024", "2024-Q3", "2024-S1", null].map(tell.period), ["2024", "T3 2024", "S1 2024", "–"]);
});
