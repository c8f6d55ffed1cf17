// What the page of alerts makes of rules and chains.

import assert from "node:assert/strict";
import { test } from "node:test";

import { chainSaid } from "../../services/gateway/web/static/js/alerts/drawing.js";
import { formats } from "../../services/gateway/web/static/js/format.js";

const words = {
  kinds: { person: "person" }, everybody: "everybody on duty",
  rule: { step: { one: "after {n} minute: {who}", many: "after {n} minutes: {who}" }, repeats: { one: "repeated {n} time", many: "repeated {n} times" } },
};
const fmt = formats("en", "Asia/Jakarta", "WIB");

test("a chain says its steps, one minute as one", () => {
  const steps = [
    { wait_minutes: 1, repeat: 1, targets: [{ kind: "person", code: "dewi" }] },
    { wait_minutes: 10, repeat: 2, targets: [{ kind: "on_call", code: "" }] },
    { wait_minutes: 0, repeat: 0, targets: [{ kind: "on_call", code: "" }] },
  ];
  const said = ["after 1 minute: person dewi (repeated 1 time)", "after 10 minutes: everybody on duty (repeated 2 times)", "after 0 minutes: everybody on duty"];
  assert.equal(chainSaid({ steps }, words, fmt), said.join(" → "));
});
