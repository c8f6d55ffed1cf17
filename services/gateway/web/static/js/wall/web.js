// A page from outside, in a frame of its own that may run its scripts and nothing of ours. A browser
// tells no page whether another site's page came: what can be told is that nothing has come at all,
// that the policy refused it, or that this machine has no network.

import { fill } from "../format.js";
import { stamp } from "../dom.js";

const PATIENCE = 20_000; // then it is asked for again

export function web(frame, { url }, { words, now }) {
  const { host } = new URL(url);
  frame.label(host);
  let [inner, timer, since, blocked] = [null, null, null, false];

  function ask() {
    clearTimeout(timer);
    timer = setTimeout(missed, PATIENCE);
    inner?.remove();
    inner = stamp("piece-web");
    inner.title = host;
    inner.addEventListener("load", came);
    inner.src = url;
    frame.body.append(inner);
  }

  function came() {
    if (blocked || !navigator.onLine) return;
    clearTimeout(timer);
    since = now();
    frame.says("");
    frame.asOf(since, Infinity);
  }

  function missed() {
    if (since === null) frame.says(fill(words.pieceNoPage, { host }), "warn");
    else frame.asOf(since, 0);
    ask();
  }

  function refused({ blockedURI }) {
    if (!blockedURI.startsWith(new URL(url).origin)) return;
    blocked = true;
    clearTimeout(timer);
    frame.says(fill(words.pieceNotAllowed, { host }), "warn");
  }

  const cut = () => since !== null && frame.asOf(since, 0);
  addEventListener("offline", cut);
  addEventListener("online", ask);
  document.addEventListener("securitypolicyviolation", refused);
  frame.says(words.pieceWaiting);
  ask();
  return {
    stop() {
      clearTimeout(timer);
      removeEventListener("offline", cut);
      removeEventListener("online", ask);
      document.removeEventListener("securitypolicyviolation", refused);
      inner.remove();
    },
  };
}
