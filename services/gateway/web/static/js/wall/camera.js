// A camera's still, loaded again every few seconds. The old one stays, with its age, while no new
// one comes.

import { fill } from "../format.js";
import { stamp } from "../dom.js";

const MISSES = 3; // pictures missed before it is old

export function camera(frame, { url, seconds }, { words, now }) {
  const { host } = new URL(url);
  frame.label(fill(words.pieceCamera, { host }));
  let [shown, next, timer, since] = [null, null, null, null];

  function ask() {
    next = document.adoptNode(stamp("piece-camera")); // a template's own document loads no pictures
    next.alt = fill(words.pieceCamera, { host });
    next.addEventListener("load", came, { once: true });
    next.addEventListener("error", missed, { once: true });
    next.src = fresh(url, now());
    timer = setTimeout(late, seconds * 1000 * MISSES);
  }

  function again() {
    clearTimeout(timer);
    timer = setTimeout(ask, seconds * 1000);
  }

  function came() {
    if (shown) shown.replaceWith(next);
    else frame.body.append(next);
    shown = next;
    since = now();
    frame.says("");
    frame.asOf(since, seconds * 1000 * MISSES);
    again();
  }

  function missed() {
    if (since === null) frame.says(fill(words.pieceNoPicture, { host }), "warn");
    again();
  }

  // Neither a picture nor a word that there is none.
  function late() {
    drop();
    missed();
  }

  function drop() {
    next.removeEventListener("load", came);
    next.removeEventListener("error", missed);
    next.removeAttribute("src");
  }

  frame.says(words.pieceWaiting);
  ask();
  return {
    stop() {
      clearTimeout(timer);
      if (next !== shown) drop();
    },
  };
}

// An address that no cache on the way has an answer to. Pure.
export function fresh(url, time) {
  const address = new URL(url);
  address.searchParams.set("_", String(Math.floor(time)));
  return address.href;
}
