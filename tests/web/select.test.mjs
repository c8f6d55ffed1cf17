import assert from "node:assert/strict";
import { test } from "node:test";

import { isDrawnFromPoints, painted } from "../../services/gateway/web/static/js/mapfeatures.js";
import * as select from "../../services/gateway/web/static/js/select.js";
import { apply, initial } from "../../services/gateway/web/static/js/state.js";
import { notice, row, snapshot, tallyChanged } from "./telling.mjs";

const counted = (...areas) => apply(apply(initial(), snapshot()), tallyChanged(6, areas));
const contest = (...areas) => select.contestsOf(counted(...areas))[0];

test("shares are of the candidates' votes, and the ballot's order stays", () => {
  const ranks = select.standings(contest(row("1971", { valid: 100, votes: { 1: 40, 2: 60 } })));
  assert.deepEqual(ranks.map(({ number, share, leads }) => [number, share, leads]), [
    [1, 0.4, false],
    [2, 0.6, true],
  ]);
});

test("before the first vote nobody leads and there is no share", () => {
  const ranks = select.standings(contest());
  assert.deepEqual(ranks.map(({ share, leads }) => [share, leads]), [[null, false], [null, false]]);
});

test("equal votes have no leader", () => {
  assert.equal(select.leader({ votes: { 1: 5, 2: 5 } }), 0);
  assert.equal(select.leader({ votes: { 1: 0, 2: 0 } }), null);
  assert.equal(select.leader({ votes: { 1: 5, 2: 5, 3: 6 } }), 3);
});

test("the margin is between the first two", () => {
  assert.equal(select.margin({ votes: { 1: 5, 2: 9, 3: 7 } }), 2);
  assert.equal(select.margin({ votes: { 1: 5 } }), 5);
});

test("votes held back could change the winner from the margin on, and none never", () => {
  const could = (heldVotes) => select.couldChange({ heldVotes, votes: { 1: 90, 2: 50 } });
  assert.deepEqual([0, 39, 40, 41].map(could), [false, false, true, true]);
  assert.equal(select.couldChange({ heldVotes: 0, votes: { 1: 5, 2: 5 } }), false);
});

test("a station that is held back is not outstanding", () => {
  const { root } = contest(row("1971", { tps_in: 3, tps_held: 2, tps_expected: 9 }));
  assert.equal(select.outstanding(root), 4);
});

test("the empty column is written as a phrase, a person's name never changed", () => {
  assert.deepEqual(select.standings(contest()).map(({ name }) => name), ["Kolom kosong", "Satu – Dua"]);
});

test("an area's progress has four steps", () => {
  const step = (count) => select.progressOf({ in: count, expected: 10 });
  assert.deepEqual([0, 4, 5, 9, 10].map(step), [0, 1, 2, 2, 3]);
  assert.equal(select.progressOf(undefined), 0);
});

test("parts are the areas one step below, the largest first", () => {
  const parts = select.partsOf(contest(row("197102", { level: "district", tps_expected: 9 })));
  assert.deepEqual(parts.map(({ code }) => code), ["197102", "197101"]);
});

test("a contest has a short name where its office is known", () => {
  const short = {
    "Wali Kota dan Wakil Wali Kota": "Wali Kota",
    "Gubernur Kepulauan Bangka Belitung": "Gubernur",
    "Bupati dan Wakil Bupati Blora": "Bupati",
    "Presiden dan Wakil Presiden": "Presiden",
    "DPRD Kota Pangkalpinang": "DPRD Kota",
    "Kepala Desa": "Kepala Desa",
  };
  for (const [name, expected] of Object.entries(short)) assert.equal(select.shortName(name), expected);
});

test("villages are called by what their codes say they are", () => {
  assert.equal(select.villageKind(["1971011001", "1971021004"]), "urban");
  assert.equal(select.villageKind(["3316012001"]), "rural");
  assert.equal(select.villageKind(["3316012001", "3316011001"]), "villages");
});

test("open notices stand by severity, then the newest first", () => {
  const notices = [
    notice("old", { raised_at: "2024-11-27T11:00:00Z" }),
    notice("new"),
    notice("crit", { severity: "critical", raised_at: "2024-11-27T10:00:00Z" }),
    notice("done", { state: "closed" }),
    notice("held", { severity: "info", state: "acknowledged" }),
  ];
  const state = apply(initial(), snapshot({ notices }));
  assert.deepEqual(select.openNotices(state).map(({ id }) => id), ["crit", "new", "old", "held"]);
});

test("notices of another election are left out, and those of none are shown", () => {
  const here = apply(initial(), snapshot()).election.id;
  const notices = [
    notice("mine", { election: here }),
    notice("flood", { election: null }),
    notice("older", {}),
    notice("other", { election: "pemilu-2029" }),
  ];
  const state = apply(initial(), snapshot({ notices }));
  assert.deepEqual(select.openNotices(state).map(({ id }) => id).sort(), ["flood", "mine", "older"]);
});

test("notices of another region are left out, but for critical ones", () => {
  const notices = [
    notice("here", { area: "197105" }),
    notice("everywhere", { area: "" }),
    notice("province", { area: "19" }),
    notice("elsewhere", { area: "111702" }),
    notice("crit", { area: "111702", severity: "critical" }),
  ];
  const state = apply(initial(), snapshot({ notices }));
  const shown = select.openNotices(state).map(({ id }) => id).sort();
  assert.deepEqual(shown, ["crit", "everywhere", "here", "province"]);
});

test("a critical notice has the screen until somebody has it in hand, the longest waiting first", () => {
  const critical = (id, changes) => notice(id, { severity: "critical", ...changes });
  const notices = [
    critical("second", { raised_at: "2024-11-27T12:10:00Z" }),
    critical("first"),
    critical("held", { state: "acknowledged", raised_at: "2024-11-27T11:00:00Z" }),
    notice("warning"),
  ];
  const state = apply(initial(), snapshot({ notices }));
  assert.deepEqual(select.alarms(state).map(({ id }) => id), ["first", "second"]);
});

test("findings are added up over contests", () => {
  const state = counted(row("1971", { findings: { error: 3, warning: 4 } }));
  assert.deepEqual(select.findingsOf(state), { error: 3, warning: 4 });
});

test("the map gets each village's leader and progress", () => {
  const feature = (id, quality) => ({ id, geometry: { type: "Polygon" }, properties: { quality } });
  const { rows } = contest(
    row("1971011001", { tps_in: 4, votes: { 1: 1, 2: 2 } }),
    row("1971011002", { tps_in: 1, votes: { 1: 7, 2: 7 } }),
  );
  const features = [feature("1971011001", "voronoi"), feature("1971011002"), feature("1971021001")];
  assert.deepEqual(painted(features, rows).features.map((one) => one.properties), [
    { leader: 2, level: 3 },
    { leader: 0, level: 1 },
    { leader: -1, level: 0 },
  ]);
  assert.equal(isDrawnFromPoints(features), true);
  assert.equal(isDrawnFromPoints(features.slice(1)), false);
});
