// What the tiles of the front page ask for and say, and which elections stand there at first.

import assert from "node:assert/strict";
import { test } from "node:test";

import { WAITS, first, said } from "../../services/gateway/web/static/js/console/waits.js";
import { formats } from "../../services/gateway/web/static/js/format.js";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const [EARLIER, LATER] = ["2026-11-22T11:59:59Z", "2026-11-22T12:00:01Z"];
const words = {
  calm: "tidak ada yang menunggu",
  criticalOf: { one: "{n} kritis", many: "{n} kritis" },
  majorOf: "{n} tinggi",
  overdueOf: "{n} lewat batas",
  lateOf: "{n} lewat tenggat",
  unansweredOf: "{n} belum dijawab",
  inHand: "{n} sudah dipegang",
  handedOver: "{n} menunggu pihak lain",
  veryUrgentOf: "{n} sangat segera",
  urgentOf: "{n} segera",
  unchecked: "{n} belum diperiksa",
  ofAgencies: { one: "{n} instansi", many: "{n} instansi" },
  soon: "7 hari ke depan",
  nobodyNow: "kini tidak ada yang jaga",
};
const election = { id: "pilkada 2024", name: "Pilkada 2024" };
const page = (role, more = {}) => ({ words, fmt: formats("id", "Asia/Jakarta", "WIB"), me: { roles: [role] }, election, ...more });

// [how many, the line below] of a tile, for an account with the role.
function tile(id, answers, role = "operator") {
  const found = WAITS[id].tell(answers, { now: NOW, page: page(role) });
  return [found.n, said(found, page(role))];
}

const incident = (severity, due) => ({ severity, next_due: due });
const states = { reported: 2, verified: 1, responding: 3, contained: 1, closed: 40, false: 5, duplicate: 6 };

test("open incidents are counted by state, and those whose time is over are said", () => {
  const items = [incident("critical", LATER), incident("major", EARLIER), incident("minor", null)];
  const [n, line] = tile("incidents", [{ counts: states, waiting: 2 }, { items }]);
  assert.equal(n, 7);
  assert.deepEqual(line, { icon: "crit", text: "1 kritis · 1 lewat batas · 2 menunggu pihak lain" });
});

test("what only waits for others is said without a mark of urgency", () => {
  const [, line] = tile("incidents", [{ counts: states, waiting: 1 }, { items: [incident("minor", LATER)] }]);
  assert.deepEqual(line, { icon: null, text: "1 menunggu pihak lain" });
});

test("nothing open is calm, whatever is closed", () => {
  const counts = { ...states, reported: 0, verified: 0, responding: 0, contained: 0 };
  assert.deepEqual(tile("incidents", [{ counts, waiting: 0 }, { items: [] }]), [0, { icon: "ok", text: words.calm }]);
});

test("alerts that nobody has in hand are counted, the others told of", () => {
  const firing = { critical: 1, major: 2, minor: 3, info: 0 };
  const [n, line] = tile("alerts", [{ firing, acknowledged: { critical: 0, major: 0, minor: 4, info: 0 } }]);
  assert.equal(n, 6);
  assert.deepEqual(line, { icon: "crit", text: "1 kritis · 2 tinggi · 4 sudah dipegang" });
});

const order = (state, deadline, own, other = "done") => ({
  state,
  deadline,
  mine: own ? ["r"] : [],
  receivers: [...(own ? [{ id: "r", state: own }] : []), { id: "x", state: other }],
});

test("the room watches all open orders, anybody else those that ask something of them", () => {
  const items = [order("open", LATER, "read"), order("overdue", EARLIER, null, "sent"), order("open", EARLIER, "done")];
  const [all, watched] = tile("orders", [{ items, next: null }]);
  assert.equal(all, 3);
  assert.deepEqual(watched, { icon: "warn", text: "2 lewat tenggat · 2 belum dijawab" });
  const [own, asked] = tile("orders", [{ items, next: null }], "officer");
  assert.equal(own, 1);
  assert.deepEqual(asked, { icon: null, text: "1 belum dijawab" });
  assert.match(WAITS.orders.paths(page("officer"))[0], /box=received&/);
  assert.match(WAITS.orders.paths(page("admin"))[0], /box=all&/);
});

test("more orders than were read are said to be more", () => {
  const found = WAITS.orders.tell([{ items: [], next: "token" }], { now: NOW, page: page("operator") });
  assert.equal(found.more, true);
});

test("results are those of the chosen election; without one nothing is asked", () => {
  assert.deepEqual(WAITS.verify.paths(page("verifier")), ["/v1/elections/pilkada%202024/queue?limit=1"]);
  assert.deepEqual(tile("verify", [{ total: 12 }], "verifier"), [12, { icon: null, text: "Pilkada 2024" }]);
  const contests = [{ tps_held: 2 }, { tps_held: 3 }];
  assert.deepEqual(tile("held", [{ contests }], "viewer"), [5, { icon: null, text: "Pilkada 2024" }]);
  for (const id of ["verify", "held"]) {
    assert.deepEqual(WAITS[id].paths(page("verifier", { election: null })), []);
    assert.equal(WAITS[id].tell([], { now: NOW, page: page("verifier", { election: null }) }).n, 0);
  }
});

test("letters are what is to be done, with the most urgent in front; what is only unread is not", () => {
  const details = { to_sign: { very_urgent: 1, overdue: 0, urgent: 2 }, to_follow_up: { very_urgent: 0, overdue: 2, urgent: 0 } };
  const [n, line] = tile("office", [{ to_sign: 3, to_follow_up: 2, unread: 9, details }], "officer");
  assert.equal(n, 5);
  assert.deepEqual(line, { icon: "crit", text: "1 sangat segera · 2 lewat batas · 1 segera" });
});

test("late indicators are said with how many agencies owe them", () => {
  const items = [{ owner: "PUPR" }, { owner: "PUPR" }, { owner: "DINKES" }];
  assert.deepEqual(tile("indicators", [{ items }]), [3, { icon: "warn", text: "2 instansi" }]);
});

test("reports of road damage are all that is open, with those that are due and unchecked", () => {
  const items = [{ due_at: EARLIER }, { due_at: LATER }];
  const [n, line] = tile("roads", [{ items, counts: { reported: 1, scheduled: 1, repaired: 8 } }], "gis_editor");
  assert.equal(n, 2);
  assert.deepEqual(line, { icon: "warn", text: "1 lewat batas · 1 belum diperiksa" });
});

test("shifts that lack people are of the coming week; that nobody is on duty presses", () => {
  assert.deepEqual(tile("shifts", [{ gaps: 2, on_duty: [{}] }]), [2, { icon: null, text: words.soon }]);
  assert.deepEqual(tile("shifts", [{ gaps: 2, on_duty: [] }]), [2, { icon: "warn", text: words.nobodyNow }]);
  assert.deepEqual(tile("shifts", [{ gaps: 0, on_duty: [] }]), [0, { icon: "ok", text: words.calm }]);
});

test("the newest elections stand there, and the chosen one in any case", () => {
  const all = ["e", "d", "c", "b", "a"].map((id) => ({ id }));
  const ids = (chosen) => first(all, chosen, 3).map(({ id }) => id);
  assert.deepEqual(ids(all[1]), ["e", "d", "c"]);
  assert.deepEqual(ids(all[4]), ["e", "d", "a"]);
  assert.deepEqual(ids(null), ["e", "d", "c"]);
});
