// Messages to this very browser: asked for by a click, subscribed to, proven by what comes, ended.
// Which of the contacts is this browser is known here alone: no server can tell one from another.

import { set, show, write } from "../dom.js";

const [WORKER, SCOPE, KEPT] = ["/me/push.js", "/me/", "kendali-push"];
const CODE = /\b\d{6}\b/;
const at = (id) => document.getElementById(id);

// `add(channel, address)` keeps a contact and gives its id, or null; `verify(id, code)` proves it.
export function pushing({ words, add, verify }) {
  const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  let [known, channel, pending, early] = [null, null, null, null];
  if (able) navigator.serviceWorker.addEventListener("message", (event) => heard(event.data?.told));
  at("push-on").addEventListener("click", on);

  // `found` is what the API says of the contacts.
  function draw(found) {
    known = found;
    channel = found.channels.find((one) => one.address === "push" && one.key) ?? null;
    const mine = found.items.find((one) => one.id === localStorage.getItem(KEPT));
    const state = !able ? "unable" : mine ? (mine.verified_at ? "on" : "pending") : "off";
    pending = state === "pending" ? mine.id : null;
    show(at("push"), channel !== null);
    show(at("push-on"), state === "off");
    set(at("push"), "data-push", state);
    why({ unable: words.insecure, on: words.on, pending: words.waiting, off: "" }[state]);
    proven();
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
      localStorage.setItem(KEPT, id);
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
    return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(channel.key) });
  }

  // What was sent to prove the browser has come to its worker, perhaps before the list was read.
  function heard(told) {
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
    if (id !== localStorage.getItem(KEPT)) return;
    localStorage.removeItem(KEPT);
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
