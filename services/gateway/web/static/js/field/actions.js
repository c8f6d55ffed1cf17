// What the person does: sign in, hand in a form, take a photo, sign out. All of it is kept on the
// phone before anything is sent.

import { nested } from "./form.js";
import * as keys from "./keys.js";
import { prepared } from "./photos.js";
import * as proof from "./proof.js";
import { enrol, forget, Refused } from "./server.js";
import * as store from "./store.js";

// The same phone and command when an answer got lost: the key is kept before the code is sent.
export async function signIn(code) {
  const begun = (await store.get("meta", "enrolling")) ?? { ...(await keys.make()), command: crypto.randomUUID() };
  await store.put("meta", { ...begun, code }, "enrolling");
  try {
    const found = await enrol(code, begun.publicKey, begun.code === code ? begun.command : crypto.randomUUID());
    await welcome(found, begun.privateKey);
  } catch (error) {
    if (error instanceof Refused) await store.remove("meta", "enrolling");
    throw error;
  }
}

export class OtherStation extends Error {}

async function welcome(found, privateKey) {
  const before = await store.get("meta", "crew");
  if (before && (before.station.code !== found.station.code || before.election.id !== found.election.id)) {
    throw new OtherStation();
  }
  const crew = { ...found, privateKey };
  forget();
  await store.put("meta", crew, "crew");
  await store.remove("meta", "enrolling");
  await store.put("meta", { link: "on", tries: 0, at: 0, blocked: "" }, "link");
  await signAgain(crew);
  navigator.storage?.persist?.();
}

// After a new code what still waits is signed with the new key.
async function signAgain(crew) {
  for (const item of await store.all("items")) {
    if (item.state === "waiting") await store.change("items", item.id, { body: await signed(crew, item.id, item.body) });
  }
  for (const photo of await store.all("photos")) {
    if (photo.state === "waiting") await store.change("photos", photo.id, { signature: await proof.ofPhoto(crew, photo) });
  }
}

// `cleared` are fields that were handed in before and hold no more.
export async function handIn(crew, contest, figures, cleared, kind) {
  const now = new Date();
  const id = crypto.randomUUID();
  const head = { contest: contest.id, tps: crew.station.code, channel: "crew", recorded_at: now.toISOString() };
  const body = await signed(crew, id, { ...head, ...nested({ ...figures, ...emptied(cleared) }) });
  const item = { id, contest: contest.id, kind, figures, cleared, body, order: now.getTime(), state: "waiting" };
  await store.put("items", item);
  await askForSync();
  return id;
}

const emptied = (fields) => Object.fromEntries(fields.map((field) => [field, null]));

async function signed(crew, id, body) {
  return { ...body, signature: await proof.ofForm(crew, id, body) };
}

// What was refused is sent again as it is, on the person's wish.
export async function tryAgain(kind, id) {
  await store.change(kind, id, { state: "waiting", problem: null });
}

export async function addPhoto(contest, page, file, earlier) {
  const crew = await store.get("meta", "crew");
  const { blob, sharp } = await prepared(file);
  const photo = { id: crypto.randomUUID(), contest, page, blob, sharp, order: Date.now(), state: "waiting" };
  await store.put("photos", { ...photo, signature: await proof.ofPhoto(crew, photo) });
  if (earlier && earlier.state !== "accepted") await store.remove("photos", earlier.id);
  await askForSync();
}

export async function signOut() {
  forget();
  await store.wipe();
}

// The browser sends for us when a signal is back, even with the page closed, where it can.
async function askForSync() {
  try {
    const registration = await navigator.serviceWorker.getRegistration("/field");
    await registration?.sync?.register("send");
  } catch {
    // Not allowed or not there: the page sends by itself.
  }
}
