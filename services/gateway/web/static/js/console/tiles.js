// The tiles of the front page. Each is read when it is opened, when something happens that concerns
// it, and when the line is there again; what can't be read keeps its figure, and says so.
//
//   const now = tiles(places());   // before the shell, which wants to know the topics
//   shell({ topics: now.topics, onEvent: now.hear });
//   now.start(page);

import { set, slot, useIcon, write } from "../dom.js";
import { fill } from "../format.js";
import { Problem } from "./api.js";
import { WAITS, said } from "./waits.js";

const PAUSE = 1_000; // between two readings of a tile, however many events say "new"
const AGAIN = 15_000; // after a reading that failed
const TICK = 20_000; // what is late changes as time goes, with no event

export function tiles(nodes) {
  const all = nodes.map((node) => ({ node, wait: WAITS[node.dataset.tile], told: null, timer: null, pause: 0, reading: false }));
  let page = null;

  function later(tile, pause = PAUSE) {
    if (tile.timer && tile.pause <= pause) return;
    clearTimeout(tile.timer);
    tile.pause = pause;
    tile.timer = setTimeout(() => {
      tile.timer = null;
      read(tile);
    }, pause);
  }

  // One question at a time; what happens meanwhile is asked for once more.
  async function read(tile) {
    if (tile.reading) {
      later(tile);
      return;
    }
    tile.reading = true;
    try {
      const answers = await Promise.all(tile.wait.paths(page).map((path) => page.api.get(path)));
      tile.told = { answers, at: Date.now() };
      draw(tile);
      set(tile.node, "data-state", "ready");
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      silent(tile);
    } finally {
      tile.reading = false;
    }
  }

  function draw({ node, wait, told }) {
    const { words, fmt } = page;
    const found = wait.tell(told.answers, { now: Date.now(), page });
    const n = fmt.count(found.n);
    write(slot(node, "n"), found.more ? fill(words.atLeast, { n }) : n);
    node.classList.toggle("is-calm", !found.n);
    say(node, said(found, page));
    write(slot(node, "when"), fill(words.asAt, { time: `${fmt.minutes(told.at)} ${fmt.zone}` }));
  }

  function silent(tile) {
    const { words } = page;
    set(tile.node, "data-state", tile.told ? "stale" : "silent");
    say(tile.node, { icon: "sync", text: tile.told ? words.stands : words.notRead });
    later(tile, AGAIN);
  }

  function hear({ topic }) {
    if (!page) return;
    for (const tile of all) if (topic === "snapshot" || tile.wait.topics.includes(topic)) later(tile);
  }

  function start(shown) {
    page = shown;
    for (const tile of all) read(tile);
    setInterval(() => all.filter(({ node }) => node.dataset.state === "ready").forEach(draw), TICK);
  }

  return { topics: [...new Set(all.flatMap(({ wait }) => wait.topics))], hear, start };
}

function say(node, { icon, text }) {
  const more = slot(node, "more");
  more.querySelector("svg").toggleAttribute("hidden", !icon);
  if (icon) useIcon(more.querySelector("svg"), icon);
  set(node, "data-says", icon ?? "");
  write(slot(more, "text"), text);
}
