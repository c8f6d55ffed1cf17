// The bell in the bar: how many notices one's positions have, kept as things happen.

import { set, write } from "../dom.js";
import { fill } from "../format.js";

const MOST = 99;
const PAUSE = 1_500; // the service that keeps notices hears of it a moment after this page

// belling(page): `soon()` after an event that may have raised or settled one.
export function belling({ api, words, fmt }) {
  const bell = document.getElementById("bell");
  let timer = null;

  async function read() {
    const { items, next } = await api.get(`/v1/office/notices?limit=${MOST}`);
    const n = items.length;
    const count = next ? `${fmt.count(MOST)}+` : fmt.count(n);
    write(bell.querySelector("b"), n ? count : "");
    set(bell, "aria-label", n ? fill(words.bell.some, { n: count }) : words.bell.none);
    set(bell, "data-notices", String(n));
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(() => read().catch(() => {}), PAUSE);
  }

  read().catch(() => {}); // a page is no worse for a bell that is silent
  return { soon };
}
