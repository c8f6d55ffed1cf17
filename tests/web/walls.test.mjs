import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { refused } from "../../services/gateway/web/static/js/walls/hosts.js";
import { differences, merged } from "../../services/gateway/web/static/js/walls/merging.js";
import { added, begun, missing, moved, overlaps, redone, sized, stepped, undone } from "../../services/gateway/web/static/js/walls/plan.js";

const { kinds } = JSON.parse(readFileSync(new URL("../../services/notifications/walls/panels.json", import.meta.url), "utf-8"));
const panel = (id, x, y, w, h, more = {}) => ({ id, kind: "text", x, y, w, h, options: {}, ...more });
const cells = ([one]) => [one.x, one.y, one.w, one.h];

test("a panel moves by cells and stays on the grid", () => {
  const one = [panel("a", 20, 10, 4, 2)];
  assert.deepEqual(cells(moved(one, "a", 1, 1)), [20, 10, 4, 2]);
  assert.deepEqual(cells(moved(one, "a", -3, -20)), [17, 0, 4, 2]);
});

test("a panel grows to the edge and shrinks to the least of its kind", () => {
  const one = [panel("a", 20, 8, 3, 2)];
  assert.deepEqual(cells(sized(one, "a", 9, 9, [3, 1])), [20, 8, 4, 4]);
  assert.deepEqual(cells(sized(one, "a", -9, -9, [3, 1])), [20, 8, 3, 1]);
});

test("panels that have a cell in common are named, neighbours are not", () => {
  assert.deepEqual(overlaps([panel("a", 0, 0, 6, 4), panel("b", 6, 0, 6, 4), panel("c", 5, 3, 2, 2)]), [["a", "c"], ["b", "c"]]);
});

test("a new panel takes free room, a smaller one where that is all, and its usual options", () => {
  const first = added([], "incidents", kinds.incidents);
  assert.deepEqual([first.id, cells(first.panels), first.panels[0].options], ["incidents-1", [0, 0, 6, 4], { limit: 8 }]);
  const second = added(first.panels, "incidents", kinds.incidents);
  assert.deepEqual([second.id, second.panels[1].x], ["incidents-2", 6]);
  const narrow = added([panel("a", 0, 0, 24, 10)], "text", kinds.text).panels;
  assert.deepEqual(cells(narrow.slice(1)), [0, 10, 3, 1]);
  assert.deepEqual(overlaps(narrow), []);
});

test("what has to be given and is not is named by panel", () => {
  const some = added(added([], "indicator", kinds.indicator).panels, "web", kinds.web).panels;
  assert.deepEqual(missing(some, kinds), [["indicator-1", "code"], ["web-1", "url"]]);
});

test("steps are taken back and again; a step of the same sort is one with the last", () => {
  let history = begun([1]);
  history = stepped(history, [2]);
  history = stepped(history, [3], "drag a");
  history = stepped(history, [4], "drag a");
  assert.deepEqual(history.past, [[1], [2]]);
  assert.equal(stepped(history, [4]), history);
  history = undone(history);
  assert.deepEqual(history.now, [2]);
  assert.deepEqual(redone(history).now, [4]);
  assert.deepEqual(undone(undone(history)).now, [1]);
  assert.deepEqual(stepped(history, [9]).next, []);
});

const base = { title: "Lobi", title_en: "", panels: [panel("a", 0, 0, 6, 4), panel("b", 6, 0, 6, 4), panel("c", 12, 0, 6, 4)] };
const scene = (panels, title = "Lobi") => ({ title, title_en: "", panels });
const [a, b, c] = base.panels;

test("what somebody changed is told by panel", () => {
  const after = scene([{ ...a, x: 1 }, { ...b, options: { text: "x" } }, panel("d", 0, 8, 6, 4)], "Lobi depan");
  assert.deepEqual(differences(base, after), [
    { id: "title", what: "title" },
    { id: "a", what: "moved" },
    { id: "b", what: "changed" },
    { id: "d", what: "added" },
    { id: "c", what: "removed" },
  ]);
  assert.deepEqual(differences({ ...base, panels: [{ id: "a", x: 1, options: { p: 1, q: 2 } }] }, { ...base, panels: [{ x: 1, options: { q: 2, p: 1 }, id: "a" }] }), []);
});

test("two who change different panels lose nothing", () => {
  const theirs = scene([{ ...a, x: 1 }, b, panel("d", 0, 8, 6, 4)], "Lobi depan");
  const mine = scene([a, { ...b, h: 6 }, c, panel("e", 6, 8, 6, 4)]);
  const { scene: found, both } = merged(base, theirs, mine);
  assert.deepEqual(found.panels.map((one) => [one.id, one.x, one.h]), [["a", 1, 4], ["b", 6, 6], ["e", 6, 4], ["d", 0, 4]]);
  assert.deepEqual([found.title, both], ["Lobi depan", []]);
});

test("of what both touched mine stands, and it is named", () => {
  const theirs = scene([{ ...a, x: 1 }, b], "Satu");
  const mine = scene([{ ...a, x: 2 }, b, { ...c, h: 2 }], "Dua");
  const { scene: found, both } = merged(base, theirs, mine);
  assert.deepEqual(found.panels.map((one) => [one.id, one.x]), [["a", 2], ["b", 6], ["c", 12]]);
  assert.deepEqual([found.title, both], ["Dua", ["a", "c", "title"]]);
});

test("an address is refused for its form, its scheme or its host", () => {
  const hosts = ["cctv.go.id", "*.bmkg.go.id", "127.0.0.1:9000"];
  const said = (url) => refused(url, hosts);
  assert.deepEqual(["https://cctv.go.id/1.jpg", "https://x.bmkg.go.id/", "http://127.0.0.1:9000/a"].map(said), [null, null, null]);
  assert.deepEqual(["cctv.go.id", "https://u:p@cctv.go.id/", "javascript:alert(1)", "https://cctv.go.id/a b"].map(said), ["form", "form", "form", "form"]);
  assert.deepEqual(["http://cctv.go.id/", "ftp://cctv.go.id/"].map(said), ["scheme", "scheme"]);
  assert.deepEqual(["https://bmkg.go.id/", "https://cctv.go.id:444/", "https://evil.example/"].map(said), ["host", "host", "host"]);
});
