// The queue: what is open and worked on, what waits for others, what is over; searched and filtered. Rows
// keep their nodes and the focus, however the list changes under it.

import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { fill } from "../format.js";
import { listPath } from "../signal/showing.js";
import { ROOT } from "./deeds.js";
import { ICONS, OPEN, deadline, isOpen, placeOf, successor } from "./shown.js";

const PAGE = 50;
const WAITING = 20; // that stand below those that are worked on
const OVER = ["closed", "false", "duplicate"];
const REST = 250; // milliseconds after a key in the search
const at = (id) => document.getElementById(id);

export function queue(room) {
  const { page, words, fmt } = room;
  const [list, waits, filters] = ["list", "waits-list", "filters"].map(at);
  let [tab, shown, below, next, limit] = ["working", [], [], null, PAGE];
  let [turn, drawn] = [0, 0];

  const asked = () => ({ ...Object.fromEntries(new FormData(filters)), q: at("q").value.trim() });
  const filtered = () => Object.values(asked()).some(Boolean);

  async function load() {
    const mine = (turn += 1);
    const path = (state, most) => listPath(ROOT, { state, limit: most, ...asked() });
    const [told, waiting, counted] = await Promise.all([
      page.api.get(path(tab, limit)),
      tab === "working" ? page.api.get(path("waiting", WAITING)) : { items: [] },
      page.api.get(`${ROOT}/counts`),
    ]);
    if (mine < drawn) return; // a later one was faster
    drawn = mine;
    [shown, below, next] = [told.items, waiting.items, told.next];
    count(counted);
    draw();
    set(at("queue"), "data-ready", "yes");
    set(at("queue"), "data-shown", `${tab} ${asked().q}`.trim());
  }

  function count({ counts, waiting }) {
    const sum = (states) => states.reduce((total, state) => total + counts[state], 0);
    const open = sum(OPEN);
    write(at("queue-count"), fmt.count(open));
    const figures = { working: open - waiting, waiting, over: sum(OVER) };
    for (const [name, n] of Object.entries(figures)) write(slot(tabOf(name), "count"), fmt.count(n));
  }

  const tabOf = (name) => document.querySelector(`.queue-tabs [data-tab="${name}"]`);

  function draw() {
    const had = focused();
    const before = rows();
    keep(list, shown, (one) => one.id, () => stamp("queue-row"), row);
    keep(waits, below, (one) => one.id, () => stamp("queue-row"), row);
    show(at("waits"), below.length > 0);
    show(at("list-none"), shown.length === 0);
    show(at("more"), next !== null);
    const active = Object.values(asked()).filter(Boolean).length - (asked().q ? 1 : 0);
    show(at("filter-count"), active > 0);
    write(at("filter-count"), String(active));
    if (had) focus(rows().includes(had) ? had : successor(before, had, rows()));
    room.onQueue(known());
  }

  function row(item, one) {
    const link = item.querySelector("a");
    set(link, "href", `?incident=${one.id}`);
    set(link, "aria-current", String(one.id === room.chosen()));
    useIcon(link.querySelector("svg"), ICONS[one.severity]);
    write(slot(item, "severity"), words.severity[one.severity]);
    write(slot(item, "headline"), one.headline);
    write(slot(item, "place"), placeOf(one.place, room.names, words));
    write(slot(item, "number"), one.number);
    write(slot(item, "state"), one.handler && !one.handler.taken ? fill(words.waitsShort, { who: one.handler.name || one.handler.agency }) : words.state[one.state]);
    show(slot(item, "unchecked"), !one.checked && isOpen(one));
    due(item, one);
    link.onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      room.open(one.id);
    };
  }

  function due(item, one) {
    const found = isOpen(one) ? deadline(one.next_due, room.now(), words, fmt) : null;
    const part = slot(item, "due");
    write(part, found?.text ?? "");
    part.classList.toggle("is-late", found?.late ?? false);
  }

  const items = () => [...list.children, ...waits.children];
  const rows = () => items().map((item) => item.dataset.key);
  const known = () => [...shown, ...below];
  const linkOf = (id) => items().find((item) => item.dataset.key === id)?.querySelector("a");

  // The row that has the focus, or that had it before it was moved.
  function focused() {
    return document.activeElement?.closest?.(".queue-list li")?.dataset.key ?? null;
  }

  // Where no row is left, the incident that is open has it: nobody loses their place.
  function focus(id) {
    const link = id ? linkOf(id) : document.getElementById("incident");
    if (link && document.activeElement !== link) link.focus({ preventScroll: true });
    link?.scrollIntoView({ block: "nearest" });
  }

  function choose(name) {
    tab = name;
    limit = PAGE;
    for (const one of ["working", "waiting", "over"]) set(tabOf(one), "aria-pressed", String(one === name));
    return load().catch(page.fail);
  }

  // J and K.
  function move(step) {
    const all = rows();
    if (!all.length) return;
    const here = all.indexOf(focused() ?? room.chosen());
    const id = all[Math.max(0, Math.min(all.length - 1, here < 0 ? 0 : here + step))];
    focus(id);
    room.open(id);
  }

  function start() {
    let timer = null;
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(() => load().catch(page.fail), REST);
    };
    for (const name of ["working", "waiting", "over"]) tabOf(name).onclick = () => choose(name);
    at("q").oninput = later;
    at("search").onsubmit = (event) => {
      event.preventDefault();
      if (shown.length) move(0);
    };
    filters.oninput = later;
    filters.onreset = later;
    filters.onsubmit = (event) => event.preventDefault();
    at("filters-toggle").onclick = () => {
      show(filters, filters.hidden);
      set(at("filters-toggle"), "aria-expanded", String(!filters.hidden));
    };
    at("more").onclick = () => {
      limit = Math.min(1000, limit + PAGE);
      load().catch(page.fail);
    };
  }

  return {
    start, load, choose, move, focus, known, filtered,
    // The clock went on, or another one was chosen: nothing is asked for.
    refresh() {
      for (const item of items()) {
        const one = known().find((each) => each.id === item.dataset.key);
        if (one) due(item, one);
        set(item.querySelector("a"), "aria-current", String(item.dataset.key === room.chosen()));
      }
    },
  };
}
