import assert from "node:assert/strict";
import { test } from "node:test";

import { isNo, onEnter } from "../../services/gateway/web/static/js/console/dialog.js";

test("Escape is no, whether the browser leaves the value that stood there or an empty one", () => {
  assert.deepEqual(["", "cancel", "yes", "pick"].map((returnValue) => isNo({ returnValue })), [true, true, false, false]);
});

test("Enter in a line does what the dialog is for, in words of several lines it is a new line", () => {
  const did = [];
  let press;
  onEnter({ addEventListener: (_, hear) => (press = hear) }, () => did.push("done"));
  const event = (key, localName, defaultPrevented = false) => ({ key, target: { localName }, defaultPrevented, preventDefault: () => did.push("held") });
  press(event("Enter", "input"));
  for (const one of [event("a", "input"), event("Enter", "textarea"), event("Enter", "button"), event("Enter", "input", true)]) press(one);
  assert.deepEqual(did, ["held", "done"]);
});
