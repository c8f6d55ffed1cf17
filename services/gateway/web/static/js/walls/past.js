// What was called to a wall, by whom and until when: read once it is opened, a page at a time.

import { keep, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";

const PAGE = 20;

// `nameOf(code)` is what a scene is called; one that is gone has its code.
export function past({ page, nameOf }) {
  const { api, words, fmt } = page;
  const read = new Map(); // of each wall: {items, next}

  function draw(node, wall) {
    const details = slot(node, "past");
    details.ontoggle = () => details.open && !read.has(wall.code) && first(node, wall).catch(page.fail);
    slot(node, "more-calls").onclick = () => more(node, wall).catch(page.fail);
    if (details.open) first(node, wall).catch(page.fail);
    else read.delete(wall.code); // it is read anew when it is opened
  }

  const ask = ({ code }, more) => api.get(`/v1/wall/walls/${encodeURIComponent(code)}/calls?${new URLSearchParams({ limit: PAGE, ...more })}`);

  // What was paged through stays, unless something was called or released since.
  async function first(node, wall) {
    const found = await ask(wall, {});
    const known = read.get(wall.code);
    if (known && known.items[0]?.number === found.items[0]?.number) return;
    read.set(wall.code, found);
    rows(node, found);
  }

  async function more(node, wall) {
    const before = read.get(wall.code);
    const found = await ask(wall, { after: before.next });
    if (read.get(wall.code) !== before) return; // it was read anew meanwhile
    const told = { items: [...before.items, ...found.items], next: found.next };
    read.set(wall.code, told);
    rows(node, told);
  }

  function rows(node, { items, next }) {
    keep(slot(node, "calls"), items, (one) => one.number, () => stamp("past-call"), row);
    show(slot(node, "no-calls"), items.length === 0);
    show(slot(node, "more-calls"), next !== null);
  }

  function row(node, one) {
    const facts = { at: fmt.moment(one.at), by: one.by };
    const ends = one.until ? fill(words.pastUntil, { until: fmt.moment(one.until) }) : words.calledOn;
    write(slot(node, "what"), one.scene === null ? words.pastReleased : nameOf(one.scene));
    write(slot(node, "who"), one.scene === null ? fill(words.pastBy, facts) : fill(words.past, { ...facts, ends }));
    write(slot(node, "said"), one.note);
  }

  return { draw };
}
