import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const CODE = readFileSync(new URL("../../services/gateway/web/templates/deliveries/worker.js", import.meta.url), "utf8");
const ORIGIN = "https://kendali.kota.go.id";

// The worker in a browser that has these windows open; what it shows, opens and says is kept.
function worker(windows = []) {
  const [heard, did] = [{}, { shown: [], opened: [], said: [], focused: [] }];
  const pages = windows.map((url) => ({ url, postMessage: (one) => did.said.push(one), focus: () => did.focused.push(url) }));
  const self = {
    location: new URL(ORIGIN),
    addEventListener: (name, hear) => Object.assign(heard, { [name]: hear }),
    registration: { showNotification: async (title, more) => did.shown.push({ title, ...more }) },
    clients: { matchAll: async () => pages, openWindow: async (url) => did.opened.push(url) },
  };
  vm.runInNewContext(CODE, { self, URL });
  const fire = async (name, event) => {
    const waits = [];
    heard[name]({ ...event, waitUntil: (task) => waits.push(task) });
    await Promise.all(waits);
  };
  return { did, push: (data) => fire("push", { data }), click: (link) => fire("notificationclick", { notification: { close() {}, data: { link } } }) };
}

const told = (one) => ({ json: () => one });

test("a push is shown under its id, and the open pages hear what it was about", async () => {
  const { did, push } = worker([`${ORIGIN}/me/contacts`]);
  await push(told({ id: "1", topic: "incident", severity: "critical", title: "Banjir", body: "Air naik.", link: "/x" }));
  const [one] = did.shown;
  assert.equal(one.title, "Banjir");
  assert.equal(one.tag, "1");
  assert.equal(one.requireInteraction, true);
  assert.equal(did.said[0].told.topic, "incident");
});

test("a push that can't be read is shown all the same, as the browser demands", async () => {
  for (const data of [null, told(null), { json: () => { throw new SyntaxError("no JSON"); } }]) {
    const { did, push } = worker();
    await push(data);
    assert.equal(did.shown[0].title, "Kendali");
  }
});

test("a click opens a page of this system and no other", async () => {
  for (const [link, opened] of [
    ["/orders#1", `${ORIGIN}/orders#1`],
    [`${ORIGIN}/console/incidents?incident=1`, `${ORIGIN}/console/incidents?incident=1`],
    ["https://jahat.example/", `${ORIGIN}/me/inbox`],
    ["//jahat.example/", `${ORIGIN}/me/inbox`],
    ["javascript:alert(1)", `${ORIGIN}/me/inbox`],
    ["", `${ORIGIN}/me/inbox`],
  ]) {
    const { did, click } = worker();
    await click(link);
    assert.deepEqual(did.opened, [opened]);
  }
});

test("a page that is open already is looked at instead of opened again", async () => {
  const { did, click } = worker([`${ORIGIN}/orders#1`]);
  await click("/orders#1");
  assert.deepEqual(did.focused, [`${ORIGIN}/orders#1`]);
  assert.deepEqual(did.opened, []);
});
