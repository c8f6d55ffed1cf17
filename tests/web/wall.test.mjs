import assert from "node:assert/strict";
import { test } from "node:test";

import { fresh } from "../../services/gateway/web/static/js/wall/camera.js";
import { MOST, elections } from "../../services/gateway/web/static/js/wall/elections.js";
import { wanted } from "../../services/gateway/web/static/js/wall/incidents.js";
import * as drafts from "../../services/gateway/web/static/js/walls/draft.js";
import { along, apart, periodOf, plotted, scaleOf } from "../../services/gateway/web/static/js/wall/plot.js";
import { readings } from "../../services/gateway/web/static/js/wall/readings.js";
import { shows } from "../../services/gateway/web/static/js/wall/show.js";
import { goal, moved, periodText, titleOf } from "../../services/gateway/web/static/js/wall/telling.js";
import { formats } from "../../services/gateway/web/static/js/format.js";

const fmt = formats("id", "Asia/Jakarta", "WIB");
const words = {
  points: "poin", pieceSame: "sama", pieceUp: "naik {by}", pieceDown: "turun {by}", pieceBetter: "membaik", pieceWorse: "memburuk",
  pieceReached: "target {target} tercapai", pieceShort: "kurang {gap} dari {target}", pieceOver: "lebih {gap} dari {target}",
  quarter: "triwulan {n} {year}", quarterShort: "TW {n}", half: "semester {n} {year}", halfShort: "S {n}",
};
const told = (value, rest) => ({ value, decimals: 1, unit: "%", target: null, ...rest });

test("a year is drawn over the one before, each month in its place", () => {
  const items = [];
  for (const year of [2022, 2023, 2024]) for (let month = 1; month <= (year === 2024 ? 3 : 12); month += 1) items.push({ period: `${year}-${String(month).padStart(2, "0")}`, value: year + month });
  const { lines, marks } = plotted(items);
  assert.deepEqual(lines.map(({ name, points }) => [name, points.length]), [["2023", 12], ["2024", 3]]);
  assert.deepEqual([lines[0].points[0].at, lines[0].points[11].at, lines[1].points[2].at], [0, 1, 2 / 11]);
  assert.deepEqual(marks.map(({ period }) => period), ["2024-01", "2024-03", "2024-05", "2024-07", "2024-09", "2024-11"]);
});

test("years make one line, and days the last ninety", () => {
  const years = Array.from({ length: 14 }, (_, n) => ({ period: String(2011 + n), value: n }));
  assert.deepEqual(plotted(years).lines[0].points.map(({ period }) => period), years.slice(-10).map(({ period }) => period));
  const days = Array.from({ length: 200 }, (_, n) => ({ period: new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10), value: n }));
  assert.equal(plotted(days).lines[0].points.length, 90);
});

test("nothing is drawn of nothing, and one figure is a point", () => {
  assert.equal(plotted([]), null);
  assert.equal(plotted([{ period: "2024", value: null }]), null);
  assert.deepEqual(plotted([{ period: "2024", value: 7 }]).lines[0].points.map(({ at, value }) => [at, value]), [[0, 7]]);
  assert.equal(periodOf("24-11"), null);
});

test("an axis has round steps and holds every value", () => {
  for (const values of [[64.2, 83.9], [0, 0], [5], [-3, 12], [1_200_000, 1_950_000], [0.12, 0.19]]) {
    const { from, to, steps } = scaleOf(values);
    assert.ok(from <= Math.min(...values) && to >= Math.max(...values), String(values));
    assert.ok(steps.length >= 2 && steps.length <= 8, String(steps));
    assert.equal(steps[0], from);
  }
  assert.deepEqual(scaleOf([64.2, 83.9]).steps, [60, 65, 70, 75, 80, 85]);
});

test("a percent has the whole as its end, another unit what it aims at", () => {
  assert.equal(along(50, { unit: "%", most: 60 }), 0.5);
  assert.equal(along(115, { unit: "kasus", most: 100 }), 1);
  assert.equal(along(5, { unit: "kasus", most: 0 }), 0);
});

test("how a figure moved is said with whether that is good", () => {
  assert.deepEqual(moved(told(77, { change: 6.6, better: true }), words, fmt), { icon: "up", mood: "better", text: "naik 6,6 poin, membaik" });
  assert.deepEqual(moved(told(7, { change: -2, better: null, unit: "kasus", decimals: 0 }), words, fmt), { icon: "dn", mood: "same", text: "turun 2 kasus" });
  assert.equal(moved(told(7, { change: 0, better: null }), words, fmt).text, "sama");
  assert.equal(moved(told(7, { change: null }), words, fmt), null);
});

test("how far a target is has its side", () => {
  assert.equal(goal(told(77.6, { target: 82, to_target: -4.4, reached: false }), words, fmt).text, "kurang 4,4 poin dari 82,0 %");
  assert.equal(goal(told(20, { target: 14, to_target: 6, reached: false }), words, fmt).text, "lebih 6,0 poin dari 14,0 %");
  assert.equal(goal(told(90, { target: 82, to_target: 8, reached: true }), words, fmt).mood, "better");
  assert.equal(goal(told(90), words, fmt), null);
});

test("a period is written as people write it", () => {
  assert.equal(periodText("2024-11", words, fmt), "Nov 2024");
  assert.equal(periodText("2024-Q3", words, fmt), "triwulan 3 2024");
  assert.equal(periodText("2024-S1", words, fmt, true), "S 1");
  assert.equal(periodText("2024", words, fmt), "2024");
  assert.equal(periodText(null, words, fmt), "");
});

test("a scene is called by its English where that is read", () => {
  assert.equal(titleOf({ title: "Ruang", title_en: "Room" }, "en"), "Room");
  assert.equal(titleOf({ title: "Ruang", title_en: "" }, "en"), "Ruang");
});

test("incidents are those of the kinds and as grave as wanted", () => {
  const all = [["flood", "critical"], ["fire", "major"], ["flood", "info"]].map(([type, severity]) => ({ type, severity }));
  assert.equal(wanted(all, {}).length, 3);
  assert.deepEqual(wanted(all, { types: ["flood"], severity: "major" }), [all[0]]);
});

test("each picture has an address of its own, and keeps what its own says", () => {
  assert.equal(fresh("https://cctv.example/a.jpg?kunci=1", 1234.5), "https://cctv.example/a.jpg?kunci=1&_=1234");
});

const snapshot = (ids) => ({ topic: "snapshot", data: { elections: ids.map((id) => ({ id, date: "2024-11-27", contests: [] })), tallies: [], notices: [], results: [], findings: [] } });

test("elections that scenes name are asked for besides the page's own, and told of from the next snapshot on", () => {
  const store = elections("");
  assert.equal(store.hear(snapshot(["a"])), true);
  assert.equal(store.main().election.id, "a");
  assert.equal(store.follow(["b"]), true);
  assert.deepEqual([store.also(), store.of("b").election], [["b"], null]);
  store.hear(snapshot(["a", "b"]));
  assert.equal(store.of("b").election.id, "b");
  assert.equal(store.follow(["b"]), false);
});

test("as many elections are asked for as the gateway tells of, the first ones, and none that is named no more", () => {
  const store = elections("a");
  const named = Array.from({ length: MOST + 2 }, (_, n) => `e${n}`);
  assert.equal(store.follow(["a", ...named]), true);
  assert.deepEqual(store.also(), named.slice(0, MOST));
  assert.equal(store.of(named.at(-1)).election, null);
  assert.equal(store.follow(["e3"]), false);
  assert.deepEqual([store.also(), store.all().length], [["e3"], 2]);
  assert.equal(store.of("").wanted, "a");
});

test("what was kept gives way to what is heard, and never the other way round", () => {
  const store = elections("");
  store.restore([{ ...store.main(), election: { id: "old" }, outdated: true }]);
  assert.equal(store.main().election.id, "old");
  assert.equal(store.main().outdated, false);
  store.hear(snapshot(["new"]));
  store.restore([{ ...store.main(), election: { id: "old" } }]);
  assert.equal(store.main().election.id, "new");
});

const turn = () => new Promise((go) => setTimeout(go, 0));

test("what is read stays with its age while nobody answers, and goes when it is refused", async (t) => {
  const answers = [{ ok: true, json: async () => ({ n: 1 }) }, null, { ok: false, status: 503 }, { ok: false, status: 403 }];
  let time = 100;
  globalThis.fetch = async () => {
    const answer = answers.shift();
    if (!answer) throw new TypeError("no network");
    return answer;
  };
  t.after(() => delete globalThis.fetch);
  const store = readings(() => time);
  const seen = [];
  const end = store.watch("/v1/x", 60, ({ data, at, state }) => seen.push([data?.n ?? null, at, state]));
  await turn();
  for (let again = 0; again < 3; again += 1) {
    time += 100;
    store.again("/v1/");
    await turn();
  }
  end();
  assert.deepEqual(seen, [[1, 100, "ok"], [1, 100, "ok"], [1, 100, "ok"], [null, null, "refused"]]);
});

test("a second panel has at once what the first one read", async (t) => {
  let asked = 0;
  globalThis.fetch = async () => ({ ok: true, json: async () => ({ n: (asked += 1) }) });
  t.after(() => delete globalThis.fetch);
  const store = readings(() => 0);
  const first = store.watch("/v1/x", 60, () => {});
  await turn();
  first();
  const seen = [];
  const second = store.watch("/v1/x", 60, ({ data }) => seen.push(data.n));
  assert.deepEqual(seen, [1]);
  await turn();
  second();
  assert.deepEqual(seen, [1, 2]);
});

test("a wall turns its scenes, and one that is the election's has the whole of it", () => {
  let take = null;
  const panel = (kind, options = {}) => ({ id: kind, kind, options });
  const scenes = { ruang: { code: "ruang", panels: [panel("clock")] }, lama: { code: "lama", panels: [panel("election", { election: "pilwako" })] } };
  const wall = { anchor: "2026-01-01T00:00:00Z", called: null, rotation: [{ scene: "ruang", seconds: 30 }, { scene: "lama", seconds: 30 }] };
  const show = shows({ wall: "utama", only: "", readings: { watch: (_path, _seconds, onRead) => (take = onRead), again: () => {} }, onChange: () => {} });
  const at = (seconds) => show.at(Date.parse(wall.anchor) + seconds * 1000);
  assert.deepEqual(at(0), { scene: null, election: "" });
  take({ state: "ok", data: { wall, scenes } });
  assert.deepEqual(at(29), { scene: scenes.ruang, election: "" });
  assert.deepEqual(at(30), { scene: null, election: "pilwako" });
  assert.deepEqual(at(61).scene, scenes.ruang);
  take({ state: "refused", data: null });
  assert.deepEqual(at(0), { scene: null, election: "" });
});

test("names at a chart's end stand apart, in the order of their lines, within the chart", () => {
  assert.deepEqual(apart([50, 10], 15, 0, 100), [50, 10]);
  assert.deepEqual(apart([40, 44, 42], 15, 0, 100), [40, 70, 55]);
  assert.deepEqual(apart([98, 96, 99], 15, 0, 100), [85, 70, 100]);
  assert.deepEqual(apart([-5, 2], 15, 0, 100), [0, 15]);
  assert.deepEqual(apart([7, 7], 15, 0, 100), [7, 22]);
  assert.deepEqual(apart([5, 5, 5], 15, 0, 20), [0, 15, 30]); // no room: apart all the same
  assert.deepEqual(apart([], 15, 0, 20), []);
});

test("a window shows the scene that is laid out, until it is dropped", () => {
  const kept = new Map();
  const localStorage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => kept.set(key, text), removeItem: (key) => kept.delete(key) };
  let heard = null;
  const win = { location: { hash: "#draft" }, localStorage, addEventListener: (_, listener) => (heard = listener) };
  assert.equal(drafts.drafted(win), null);
  drafts.keepDraft({ code: "lobi", panels: [{ kind: "clock" }] }, 1, localStorage);
  assert.equal(drafts.drafted({ ...win, location: { hash: "" } }), null);
  const changes = [];
  const readings = { watch: () => assert.fail("the saved one was asked for"), again: () => {} };
  const show = shows({ wall: "", only: "lama", readings, onChange: (told) => changes.push(told), draft: drafts.drafted(win) });
  assert.equal(show.at(0).scene.version, "draft-1");
  drafts.keepDraft({ code: "lobi", panels: [] }, 2, localStorage);
  heard({ key: [...kept.keys()][0] });
  assert.deepEqual([show.at(0).scene.version, changes.length], ["draft-2", 1]);
  drafts.dropDraft(localStorage);
  heard({ key: "kendali-wall-draft" });
  assert.equal(show.at(0).scene.version, "draft-2"); // what was shown stays
  assert.deepEqual(["lobi", "", "A b"].map(drafts.draftAddress), ["/wall?scene=lobi#draft", "/wall?scene=baru#draft", "/wall?scene=baru#draft"]);
});
