import assert from "node:assert/strict";
import { test } from "node:test";

import { apply, initial, parentOf } from "../../services/gateway/web/static/js/state.js";
import { ELECTION, event, notice, row, snapshot, submitted, tallyChanged } from "./telling.mjs";

const started = (changes) => apply(initial(), snapshot(changes));
const after = (state, ...events) => events.reduce(apply, state);
const rowsOf = (state) => state.contests.walikota.rows;

test("a snapshot tells every area down to the village", () => {
  const codes = Object.keys(rowsOf(started()));
  assert.deepEqual(codes.sort(), ["1971", "197101", "1971011001", "1971011002", "197102", "1971021001"]);
});

test("a change replaces the rows it brings and leaves the others", () => {
  const state = after(started(), tallyChanged(6, [row("1971", { tps_in: 1 }), row("197101", { tps_in: 1 })]));
  assert.equal(rowsOf(state)["1971"].in, 1);
  assert.equal(rowsOf(state)["197102"].in, 0);
  assert.equal(state.contests.walikota.version, 6);
});

test("an older version is ignored", () => {
  const newer = after(started(), tallyChanged(7, [row("1971", { tps_in: 3 })]));
  assert.equal(after(newer, tallyChanged(6, [row("1971", { tps_in: 2 })])), newer);
});

test("an area that only the older of two swapped events brings is still taken", () => {
  const state = after(
    started(),
    tallyChanged(7, [row("1971", { tps_in: 3 })]),
    tallyChanged(6, [row("1971", { tps_in: 2 }), row("197102", { tps_in: 2 })]),
  );
  assert.equal(rowsOf(state)["1971"].in, 3);
  assert.equal(rowsOf(state)["197102"].in, 2);
  assert.equal(state.contests.walikota.version, 7);
  assert.equal(state.contests.walikota.asOf, "2024-11-27T12:00:17Z");
});

test("what is held back comes with a row, and is none where nobody says so", () => {
  const state = after(started(), tallyChanged(6, [row("1971", { tps_held: 2, votes_held: 530 })]));
  const { held, heldVotes } = rowsOf(state)["1971"];
  assert.deepEqual([held, heldVotes], [2, 530]);
  assert.deepEqual([rowsOf(state)["197102"].held, rowsOf(state)["197102"].heldVotes], [0, 0]);
});

test("the same version again says the same", () => {
  const change = tallyChanged(6, [row("1971", { tps_in: 1 })]);
  assert.deepEqual(after(started(), change, change), after(started(), change));
});

test("the state before an event stays as it was", () => {
  const before = started();
  const copy = structuredClone(before);
  after(before, tallyChanged(6, [row("1971", { tps_in: 1 })]), submitted("1971011001001"));
  assert.deepEqual(before, copy);
});

test("another election's figures are not ours", () => {
  const state = started();
  assert.equal(after(state, tallyChanged(9, [row("1971")], { election: "lain" })), state);
  assert.equal(after(state, submitted("1971011001001", { election: "lain" })), state);
});

test("a contest nobody told us of asks for a new snapshot", () => {
  assert.equal(after(started(), tallyChanged(1, [row("1971")], { contest: "gubernur" })).outdated, true);
});

test("an election that is newer than the shown one asks for a new snapshot", () => {
  const told = (changes) => event("elections.election_registered", { ...ELECTION, ...changes });
  assert.equal(after(started(), told({ id: "baru", date: "2029-11-27" })).outdated, true);
  assert.equal(after(started(), told({ id: "lama", date: "2020-11-27" })).outdated, false);
  assert.equal(after(apply(initial(), snapshot({ elections: [] })), told({})).outdated, true);
  assert.equal(after(apply(initial("uji"), snapshot()), told({ id: "baru", date: "2029-01-01" })).outdated, false);
});

test("the election that was asked for is shown, not the newest", () => {
  const elections = [{ ...ELECTION, id: "baru" }, ELECTION];
  assert.equal(apply(initial("uji"), snapshot({ elections })).election.id, "uji");
  assert.equal(apply(initial(), snapshot({ elections })).election.id, "baru");
  assert.equal(apply(initial("entah"), snapshot({ elections })).election, null);
});

test("what came last stands first, once", () => {
  const first = submitted("1971011001001", { received_at: "2024-11-27T12:05:00Z" });
  const second = submitted("1971011001002", { received_at: "2024-11-27T12:06:00Z" });
  const state = after(started(), second, first, second);
  assert.deepEqual(state.arrivals.map((one) => one.tps), ["1971011001002", "1971011001001"]);
});

test("a correction is news of its own", () => {
  const state = after(started(), submitted("1971011001001"), submitted("1971011001001", { version: 2 }));
  assert.deepEqual(state.arrivals.map((one) => one.version).sort(), [1, 2]);
});

test("a result with findings is listed until a correction has none", () => {
  const odd = submitted("1971011001001", { findings: { error: 1, warning: 2 } });
  const state = after(started(), odd);
  assert.deepEqual([state.findings[0].error, state.findings[0].warning], [1, 2]);
  assert.equal(after(state, submitted("1971011001001", { version: 2 })).findings.length, 0);
});

test("a snapshot's findings are counted by record", () => {
  const finding = (tps, severity) => ({ ...submitted(tps).data.data, severity });
  const findings = [finding("1971011001001", "error"), finding("1971011001002", "error"), finding("1971011001001", "warning")];
  const state = started({ findings });
  assert.deepEqual(state.findings.map(({ tps, error, warning }) => [tps, error, warning]), [
    ["1971011001001", 1, 1],
    ["1971011001002", 1, 0],
  ]);
});

test("a notice goes from open to closed and never back", () => {
  const raised = event("notifications.notice_raised", notice("a"));
  const closed = event("notifications.notice_closed", notice("a", { state: "closed" }));
  const state = after(started(), raised, closed);
  assert.equal(state.notices.a.state, "closed");
  assert.equal(after(state, raised), state);
});

test("a snapshot that could not get the notices keeps the known ones", () => {
  const known = started({ notices: [notice("a")] });
  assert.ok(apply(known, snapshot({ notices: [], missing: ["notices"] })).notices.a);
  assert.equal(apply(known, snapshot({ notices: [] })).notices.a, undefined);
});

test("a heartbeat and an unknown topic change nothing", () => {
  const state = started();
  assert.equal(apply(state, { topic: "heartbeat", data: { time: "2024-11-27T12:00:00Z" } }), state);
  assert.equal(apply(state, event("gis.layer_changed", {})), state);
});

test("the area above is the prefix", () => {
  assert.deepEqual(["1971011001001", "1971011001", "197101", "1971", "19"].map(parentOf), [
    "1971011001", "197101", "1971", "19", "",
  ]);
});
