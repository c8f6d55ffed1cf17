// Messages to this very browser: asked for by a click, subscribed to, proven by what comes, ended.
// Which of the contacts is this browser is known here alone: no server can tell one from another.

import { set, show, write } from "../dom.js";
import { forget, keep, kept } from "./kept.js";

const [WORKER, SCOPE] = ["/me/push.js", "/me/"];
const CODE = /\b\d{6}\b/;
const at = (id) => document.getElementById(id);

// `add(channel, address)` keeps a contact and gives its id, or null; `verify(id, code)` proves it;
// `renew(id, address)` has it lead elsewhere and says whether it does; `read()` draws anew.
export async function pushing({ words, add, verify, renew, read }) {
  const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  let [known, channel, pending, early, looked] = [null, null, null, null, false];
  let here = able ? await kept() : null;
  if (able) navigator.serviceWorker.addEventListener("message", (event) => heard(event.data ?? {}));
  at("push-on").addEventListener("click", on);

  // `found` is what the API says of the contacts.
  function draw(found) {
    known = found;
    channel = found.channels.find((one) => one.address === "push" && one.key) ?? null;
    const mine = found.items.find((one) => one.id === here?.id);
    const state = !able ? "unable" : mine ? (mine.verified_at ? "on" : "pending") : "off";
    pending = state === "pending" ? mine.id : null;
    show(at("push"), channel !== null);
    show(at("push-on"), state === "off");
    set(at("push"), "data-push", state);
    why({ unable: words.insecure, on: words.on, pending: words.waiting, off: "" }[state]);
    proven();
    if (mine && channel && !looked) repair();
  }

  function why(text) {
    write(at("push-why"), text);
  }

  async function on() {
    at("push-on").disabled = true;
    try {
      why(words.asking);
      if ((await Notification.requestPermission()) !== "granted") return why(words.denied);
      const subscription = await subscribed();
      const id = await add(channel.name, JSON.stringify(subscription));
      if (!id) return why("");
      await remember(id, subscription);
      return draw(known);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      return why(words.failed);
    } finally {
      at("push-on").disabled = false;
    }
  }

  // A subscription that was there is another account's, or one that the server forgot: it ends.
  async function subscribed() {
    const worker = await navigator.serviceWorker.register(WORKER, { scope: SCOPE, updateViaCache: "none" });
    await active(worker);
    await (await worker.pushManager.getSubscription())?.unsubscribe();
    return subscribe(worker);
  }

  function subscribe(worker) {
    return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(channel.key) });
  }

  async function remember(id, { endpoint }) {
    looked = true;
    here = { id, endpoint };
    await keep(here);
  }

  // The browser's subscription is another one, or none, and its worker could not tell of it (nobody
  // was signed in): what it has now takes the old one's place.
  async function repair() {
    looked = true;
    const worker = await navigator.serviceWorker.getRegistration(SCOPE);
    if (Notification.permission !== "granted") return why(words.denied);
    if (!worker) return undefined;
    try {
      const now = (await worker.pushManager.getSubscription()) ?? (await subscribe(worker));
      if (now.endpoint === here.endpoint) return undefined;
      return (await renew(here.id, JSON.stringify(now))) && remember(here.id, now);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      return why(words.failed);
    }
  }

  // What was sent to prove the browser has come to its worker, perhaps before the list was read.
  async function heard({ told, changed }) {
    if (changed) {
      here = await kept();
      await read();
    }
    if (told?.topic !== "verification") return;
    early = CODE.exec(told.body)?.[0] ?? null;
    proven();
  }

  function proven() {
    if (!early || !pending) return;
    const code = early;
    early = null;
    verify(pending, code);
  }

  // The contact is removed: where it is this browser, it takes no more.
  async function ended(id) {
    if (id !== here?.id) return;
    here = null;
    await forget();
    const worker = able && (await navigator.serviceWorker.getRegistration(SCOPE));
    await (worker && (await worker.pushManager.getSubscription()))?.unsubscribe();
  }

  return { draw, ended };
}

function active(worker) {
  const young = worker.installing ?? worker.waiting;
  if (worker.active || !young) return undefined;
  return new Promise((ready) => {
    young.addEventListener("statechange", () => young.state === "activated" && ready());
  });
}

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
