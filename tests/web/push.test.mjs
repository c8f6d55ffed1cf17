import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const CODE = readFileSync(new URL("../../services/gateway/web/templates/deliveries/worker.js", import.meta.url), "utf8");
const ORIGIN = "https://kendali.kota.go.id";

// The worker in a browser that has these windows open; what it shows, opens, says and asks for is
// kept. `mine` is the contact that the browser is, `signed` whether somebody is signed in.
function worker(windows = [], { mine = null, signed = true } = {}) {
  const [heard, did] = [{}, { shown: [], opened: [], said: [], focused: [], asked: [] }];
  const pages = windows.map((url) => ({ url, postMessage: (one) => did.said.push(one), focus: () => did.focused.push(url) }));
  const self = {
    location: new URL(ORIGIN),
    addEventListener: (name, hear) => Object.assign(heard, { [name]: hear }),
    registration: {
      showNotification: async (title, more) => did.shown.push({ title, ...more }),
      pushManager: { subscribe: async (asked) => subscription(`${PUSH}/${asked.applicationServerKey}`) },
    },
    clients: { matchAll: async () => pages, openWindow: async (url) => did.opened.push(url) },
  };
  did.kept = mine;
  const cache = { match: async () => did.kept && { json: () => did.kept }, put: async (_, one) => (did.kept = JSON.parse(one.body)) };
  class Answer {
    constructor(body) {
      this.body = body;
    }
  }
  const fetch = async (path, { method, headers = {}, body = null }) => {
    did.asked.push([method, path, body && JSON.parse(body), headers.Authorization]);
    return { ok: signed, json: () => ({ access_token: "t" }) };
  };
  const caches = { open: async () => cache };
  vm.runInNewContext(CODE, { self, URL, caches, fetch, crypto: { randomUUID: () => "k" }, Response: Answer });
  const fire = async (name, event) => {
    const waits = [];
    heard[name]({ ...event, waitUntil: (task) => waits.push(task) });
    await Promise.all(waits);
  };
  const changed = (event) => fire("pushsubscriptionchange", event);
  return { did, changed, push: (data) => fire("push", { data }), click: (link) => fire("notificationclick", { notification: { close() {}, data: { link } } }) };
}

const PUSH = "https://push.example";
const subscription = (endpoint) => ({ endpoint, toJSON: () => ({ endpoint, keys: {} }) });
const MINE = { id: "c1", endpoint: `${PUSH}/old` };
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

const ENTERED = ["POST", "/v1/auth/refresh", null, undefined];

test("a browser's new subscription takes the old one's place, and the open pages hear of it", async () => {
  const { did, changed } = worker([`${ORIGIN}/me/contacts`], { mine: MINE });
  await changed({ newSubscription: subscription(`${PUSH}/new`) });
  const address = JSON.stringify({ endpoint: `${PUSH}/new`, keys: {} });
  assert.deepEqual(did.asked, [ENTERED, ["PUT", "/v1/me/contacts/c1/address", { address }, "Bearer t"]]);
  assert.deepEqual(did.kept, { id: "c1", endpoint: `${PUSH}/new` });
  assert.equal(did.said[0].changed, true);
});

test("a browser that only ended its subscription is subscribed by the same key", async () => {
  const { did, changed } = worker([], { mine: MINE });
  await changed({ oldSubscription: { options: { applicationServerKey: "key" } } });
  assert.equal(did.kept.endpoint, `${PUSH}/key`);
});

test("where nobody is signed in, or nothing is known, all stays for the page to put right", async () => {
  const out = worker([], { mine: MINE, signed: false });
  await out.changed({ newSubscription: subscription(`${PUSH}/new`) });
  assert.deepEqual(out.did.asked, [ENTERED]);
  assert.deepEqual(out.did.kept, MINE);
  for (const [mine, event] of [[null, { newSubscription: subscription(`${PUSH}/new`) }], [MINE, {}]]) {
    const { did, changed } = worker([], { mine });
    await changed(event);
    assert.deepEqual(did.asked, []);
  }
});

test("the worker proves the browser itself while no page is open that would", async () => {
  const code = told({ topic: "verification", title: "Kode", body: "Kode Anda 123456." });
  const alone = worker([`${ORIGIN}/orders`], { mine: MINE });
  await alone.push(code);
  assert.deepEqual(alone.did.asked[1], ["POST", "/v1/me/contacts/c1/verify", { code: "123456" }, "Bearer t"]);
  const open = worker([`${ORIGIN}/me/contacts`], { mine: MINE });
  await open.push(code);
  assert.deepEqual(open.did.asked, []);
});
