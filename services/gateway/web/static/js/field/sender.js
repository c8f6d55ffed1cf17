// Sends what waits: figures first, then photos, each by its own id, so that a repeated one is harmless.
// The page calls it, and so does the service worker when the browser says that a signal is back;
// a lock keeps them from sending at once.

import * as proof from "./proof.js";
import * as server from "./server.js";
import * as store from "./store.js";

const LOCK = "kendali-field-send";
const FIRST = 5;
const LONGEST = 60;
const OF_THE_KEY = new Set(["signing-key-revoked", "signing-key-unknown", "signature-missing"]);

// Returns empty, done, away, blocked, or busy when another one is at it.
export function sendAll() {
  return navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? send() : "busy"));
}

async function send() {
  const crew = await store.get("meta", "crew");
  if (!crew) return "empty";
  const waiting = await waitingItems();
  try {
    await deliverAll(crew, waiting);
    await refresh(crew).catch(unlessRefused);
  } catch (error) {
    if (error instanceof server.Away) return away(error);
    if (isBlocking(error)) return blocked(error);
    throw error;
  }
  await store.put("meta", { link: "on", tries: 0, at: 0, blocked: "" }, "link");
  return waiting.length ? "done" : "empty";
}

async function waitingItems() {
  const [items, photos] = await Promise.all([store.all("items"), store.all("photos")]);
  const order = (a, b) => a.order - b.order;
  const waits = (one) => one.state === "waiting";
  return [...items.filter(waits).sort(order), ...photos.filter(waits).sort(order)];
}

// One that fails over there must not hold up the others.
async function deliverAll(crew, waiting) {
  let failure = null;
  for (const one of waiting) {
    await deliver(crew, one).catch((error) => {
      if (!error.failed) throw error;
      failure = error;
    });
  }
  if (failure) throw failure;
}

async function deliver(crew, one) {
  const kind = one.blob ? "photos" : "items";
  try {
    const answer = await (one.blob ? sendPhoto(crew, one) : sendForm(crew, one));
    await store.change(kind, one.id, { state: "accepted", answer, acceptedAt: answer.received_at ?? new Date().toISOString() });
  } catch (error) {
    if (!(error instanceof server.Refused) || isBlocking(error)) throw error;
    await store.change(kind, one.id, { state: "refused", problem: { ...error.problem, status: error.status } });
  }
}

const isBlocking = (error) => error instanceof server.Unproven || OF_THE_KEY.has(error.problem?.type);

function sendForm(crew, item) {
  const path = `/v1/elections/${crew.election.id}/results`;
  return server.ask(crew, "POST", path, { json: item.body, command: item.id });
}

// One that was taken before photos were signed is signed now.
async function sendPhoto(crew, photo) {
  const { key, value } = photo.signature ?? (await proof.ofPhoto(crew, photo));
  const query = new URLSearchParams({ page: photo.page, signing_key: key, signature: value });
  const path = `/v1/elections/${crew.election.id}/contests/${photo.contest}/results/${crew.station.code}/photos?${query}`;
  return server.ask(crew, "POST", path, { blob: photo.blob, command: photo.id });
}

// News that is refused is no reason to stop; a key that is good no more is.
function unlessRefused(error) {
  if (!(error instanceof server.Refused) || isBlocking(error)) throw error;
}

// What the server knows by now: the ballot, and what became of what was handed in.
async function refresh(crew) {
  const root = `/v1/elections/${crew.election.id}`;
  const tps = crew.station.code;
  const brief = await server.ask(crew, "GET", `${root}/crews/briefs/${tps}`);
  await store.put("meta", { ...crew, ...brief }, "crew");
  const accepted = (await store.all("items")).filter((item) => item.state === "accepted");
  const records = (await store.get("meta", "records")) ?? {};
  for (const contest of new Set(accepted.map((item) => item.contest))) {
    records[contest] = await server.ask(crew, "GET", `${root}/contests/${contest}/results/${tps}`);
  }
  await store.put("meta", records, "records");
}

async function away(error) {
  const tries = ((await store.get("meta", "link"))?.tries ?? 0) + 1;
  const pause = Math.max(error.seconds, Math.min(LONGEST, FIRST * 2 ** (tries - 1)));
  const spread = 0.8 + Math.random() * 0.4; // a whole district gets its signal back at once
  await store.put("meta", { link: "off", tries, at: Date.now() + pause * spread * 1000, blocked: "" }, "link");
  return "away";
}

async function blocked(error) {
  await store.put("meta", { link: "on", tries: 0, at: 0, blocked: error.problem.type ?? "unauthorized" }, "link");
  return "blocked";
}
