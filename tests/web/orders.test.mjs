// What may be done with an order, in which list it stands, and touches that meet a dead line.

import assert from "node:assert/strict";
import { test } from "node:test";

import { keeper } from "../../services/gateway/web/static/js/orders/keeping.js";
import { deadline, deeds, mark, sorted, unread } from "../../services/gateway/web/static/js/orders/state.js";

const order = (state, own, more = {}) => ({
  state,
  manages: false,
  cancels: false,
  mine: own ? ["r"] : [],
  receivers: [{ id: "r", state: own ?? "sent" }, { id: "x", state: "done" }],
  ...more,
});
const may = (one) => Object.entries(deeds(one)).filter(([, value]) => value === true).map(([name]) => name);

test("who is asked takes it, then says that it is done or can't be", () => {
  assert.deepEqual(may(order("open", "sent")), ["take", "done", "cannot"]);
  assert.deepEqual(may(order("overdue", "read")), ["take", "done", "cannot"]);
  assert.deepEqual(may(order("open", "acknowledged")), ["done", "cannot"]);
  for (const state of ["done", "cannot"]) assert.deepEqual(may(order("open", state)), []);
  for (const state of ["cancelled", "done", "not_done"]) assert.deepEqual(may(order(state, "sent")), []);
});

test("the room reminds, and the giver takes back", () => {
  assert.deepEqual(may(order("open", null, { manages: true })), ["remind"]);
  assert.deepEqual(may(order("open", null, { manages: true, cancels: true })), ["remind", "cancel"]);
  assert.deepEqual(may(order("done", null, { manages: true, cancels: true })), []);
});

test("an order stands in one list: to answer, in hand, or given", () => {
  const those = [order("open", "read"), order("open", "acknowledged"), order("open", null, { manages: true }), order("open", "done"), order("done", "sent")];
  const lists = sorted(those);
  assert.deepEqual(lists, { todo: [those[0]], doing: [those[1]], given: [those[2]] });
});

test("an order is unread until it stood before the reader", () => {
  assert.equal(unread(order("open", "delivered")), true);
  assert.equal(unread(order("open", "read")), false);
  assert.equal(unread(order("open", null)), false);
  assert.equal(unread(order("cancelled", "sent")), false);
});

test("a deadline is minutes from now, or a moment of this device; nothing is none", () => {
  assert.equal(deadline("30", "", Date.parse("2026-11-22T10:00:00Z")), "2026-11-22T10:30:00.000Z");
  assert.equal(deadline("own", "2026-11-22T10:30Z", 0), "2026-11-22T10:30:00.000Z");
  assert.equal(deadline("own", "", 0), null);
});

test("every state has its icon", () => {
  for (const state of ["open", "overdue", "done", "not_done", "cancelled", "sent", "delivered", "read", "acknowledged", "cannot"]) {
    assert.ok(mark(state)[0], state);
  }
});

// A line that answers by `says`, in order: a number is how it fails, anything else an answer.
function line(says) {
  const kept = new Map();
  const storage = {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, text) => kept.set(name, text),
    removeItem: (name) => kept.delete(name),
  };
  const heard = { sent: [], counts: [], arrived: 0, failed: [] };
  let n = 0;
  const made = keeper({
    owner: "camat",
    storage,
    newKey: () => `k${(n += 1)}`,
    async send(_method, path, _body, { key }) {
      heard.sent.push(`${path} ${key}`);
      const next = says.shift();
      if (typeof next === "number") throw Object.assign(new Error(String(next)), { status: next });
      return next;
    },
    changed: (count) => heard.counts.push(count),
    arrived: () => (heard.arrived += 1),
    failed: (error) => heard.failed.push(error.status),
  });
  return { ...made, heard };
}

test("a touch that meets a dead line is sent again by its own key, and nothing overtakes it", async () => {
  const one = line([0, 503, "first", "second"]);
  assert.equal(await one.act("/a", {}), null);
  assert.equal(await one.act("/b", {}), null); // the line is still dead
  await one.flush();
  assert.deepEqual(one.heard.sent, ["/a k1", "/a k1", "/a k1", "/b k2"]);
  assert.equal(one.heard.counts.at(-1), 0);
  assert.equal(one.heard.arrived, 1);
});

test("what is refused is told and kept no longer", async () => {
  const one = line([0, 409]);
  await one.act("/a", {});
  await one.flush();
  assert.deepEqual(one.heard.failed, [409]);
  assert.equal(one.heard.counts.at(-1), 0);
  const other = line([422]);
  await assert.rejects(other.act("/a", {}), { status: 422 });
  assert.deepEqual(other.heard.counts, []);
});
