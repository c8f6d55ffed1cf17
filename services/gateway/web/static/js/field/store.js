// What the phone keeps until somebody signs out: who it is, drafts, what waits to be sent, photos.

import { deleteDB, openDB } from "/static/vendor/idb.js";

const NAME = "kendali-field";
const CHANNEL = "kendali-field";
const STORES = { meta: undefined, drafts: "contest", items: "id", photos: "id" };

let opened = null;

export function database() {
  opened ??= openDB(NAME, 1, {
    upgrade(db) {
      for (const [store, keyPath] of Object.entries(STORES)) db.createObjectStore(store, { keyPath });
    },
    blocking: close,
    terminated: () => (opened = null),
  });
  return opened;
}

export const get = async (store, key) => (await database()).get(store, key);
export const all = async (store) => (await database()).getAll(store);

export async function put(store, value, key) {
  await (await database()).put(store, value, key);
  tell();
}

export async function remove(store, key) {
  await (await database()).delete(store, key);
  tell();
}

// Change what is there now, in one transaction: page and service worker may both be at it.
export async function change(store, key, edit) {
  const tx = (await database()).transaction(store, "readwrite");
  const kept = await tx.store.get(key);
  if (kept !== undefined) await tx.store.put({ ...kept, ...edit }, ...(STORES[store] ? [] : [key]));
  await tx.done;
  tell();
}

export async function wipe() {
  await close();
  await deleteDB(NAME);
}

async function close() {
  const db = await opened;
  opened = null;
  db?.close();
}

// The page and the service worker hear of each other's changes.
const channel = new BroadcastChannel(CHANNEL);

function tell() {
  channel.postMessage("changed");
}

export function onChange(heard) {
  const listener = new BroadcastChannel(CHANNEL);
  listener.addEventListener("message", heard);
}
