// A paged list that is filtered, searched, walked through by keys, and read anew as things happen.
//
//   const list = listing(page, { ask: (paging) => address, row: (item) => row });
//   await page.load(list.read);
//
// `#rows` is busy (aria-busy) while a page is asked for. What was asked for first and comes last
// is dropped. A page read anew is as long as what was shown, so nothing moves away under the eye.

import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { days } from "../format.js";
import { natureOf, shortDay, whenOf } from "./heads.js";

const SIZE = 50;
const MOST = 500; // rows that are read anew at once
// Where keys are letters. A chip that was just chosen has the focus too, and takes none.
const WRITTEN = 'input:not([type="radio"], [type="checkbox"]), select, textarea, [contenteditable]';
const at = (id) => document.getElementById(id);

export function listing(page, { ask, row }) {
  const rows = at("rows");
  const look = { ...page, dayOf: days(document.body.dataset.timezone) };
  let [turn, items, next] = [0, [], null];

  async function fetched(limit, after) {
    const mine = ++turn;
    set(rows, "aria-busy", "true");
    try {
      const found = await page.api.get(ask({ limit, ...(after && { after }) }));
      return mine === turn ? found : null;
    } finally {
      if (mine === turn) set(rows, "aria-busy", "false");
    }
  }

  async function read() {
    const found = await fetched(Math.min(MOST, Math.max(SIZE, items.length)));
    if (found) take(found.items, found.next);
  }

  async function more() {
    const found = await fetched(SIZE, next);
    if (found) take([...items, ...found.items], found.next);
  }

  function take(found, following) {
    [items, next] = [found, following];
    keep(rows, items.map(row), (one) => one.key, () => stamp("row-template"), (node, one) => draw(node, one, look));
    show(at("nothing"), items.length === 0);
    show(at("more"), next !== null);
    write(at("found"), next === null ? page.fmt.counted(page.words.found, items.length) : page.words.foundMore.replace("{n}", page.fmt.count(items.length)));
  }

  // Another filter is another list: it begins at its first page.
  function anew() {
    items = [];
    return read().catch(page.fail);
  }

  at("more").onclick = () => more().catch(page.fail);
  walking(rows);
  return { read, anew };
}

function draw(node, one, look) {
  const { words } = look;
  set(node, "class", one.unread ? "unread" : "");
  show(slot(node, "dot"), one.unread);
  write(slot(node, "who"), one.who);
  const link = slot(node, "subject");
  write(link, one.subject);
  set(link, "href", one.href);
  set(link, "class", one.told ? "row-link" : "row-link soft");
  write(slot(node, "number"), one.number);
  const nature = natureOf(one, words);
  const badge = slot(node, "badge");
  show(badge, nature.icon !== null);
  if (nature.icon) drawBadge(badge, nature);
  write(slot(node, "nature"), nature.plain);
  drawFourth(node, one, look);
  write(slot(node, "at"), one.day ? shortDay(one.day, look) : whenOf(one.at, look));
  set(slot(node, "at"), "datetime", one.day ?? one.at);
  set(slot(node, "at"), "title", one.day ? look.fmt.date(one.day) : look.fmt.moment(one.at));
}

function drawBadge(badge, { icon, badge: text }) {
  set(badge, "class", `badge badge-${icon}`);
  set(badge.querySelector("use"), "href", `#i-${icon}`);
  write(slot(badge, "urgency"), text);
}

// Until when something is to be done, or how far a letter is.
function drawFourth(node, one, look) {
  const place = slot(node, "fourth");
  const icon = one.state?.icon ?? (one.late ? "warn" : null);
  place.querySelector("svg").toggleAttribute("hidden", icon === null);
  if (icon) useIcon(place.querySelector("svg"), icon);
  set(place, "class", one.late ? "mark late" : "mark");
  write(slot(place, "text"), one.state ? one.state.text : one.due ? shortDay(one.due, look) : "");
}

// j and k, or the arrows once a row has the focus; Enter opens what has it.
export function walking(rows) {
  const links = () => [...rows.querySelectorAll(".row-link")];
  let last = -1;
  rows.addEventListener("focusin", ({ target }) => (last = links().indexOf(target)));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return;
    const inside = rows.contains(document.activeElement);
    const step = { j: 1, k: -1, ...(inside && { ArrowDown: 1, ArrowUp: -1 }) }[event.key];
    if (!step) return;
    const all = links();
    const from = inside ? all.indexOf(document.activeElement) : last - (step > 0 ? 1 : 0);
    const to = inside || last >= 0 ? from + step : 0;
    all[Math.min(all.length - 1, Math.max(0, to))]?.focus();
    event.preventDefault();
  });
}

// shortcuts({"/": () => …}): further keys of a page; "?" says which there are.
export function shortcuts(keys) {
  const said = at("keys");
  at("keys-open")?.addEventListener("click", () => said.showModal());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return;
    const act = event.key === "?" ? () => said.showModal() : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function isBusy(target) {
  return target.matches(WRITTEN) || document.querySelector("dialog[open]") !== null;
}

// What is looked for, in the page's address too, so that one comes back to it: `form`'s fields by
// name, without empty ones. `changed` is called once after the last letter typed.
export function filtering(form, changed) {
  const PAUSE = 250;
  const asked = new URLSearchParams(location.search);
  const names = new Set([...form.elements].map((field) => field.name).filter(Boolean));
  let timer = null;
  for (const name of names) if (asked.has(name)) form.elements.namedItem(name).value = asked.get(name);
  const filters = () => Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));

  function told() {
    const address = new URL(location.href);
    for (const name of names) address.searchParams.delete(name);
    for (const [name, value] of Object.entries(filters())) address.searchParams.set(name, value);
    history.replaceState(null, "", address);
    changed();
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(told, PAUSE);
  });
  return filters;
}

// On a phone the filters are folded away until they are asked for, unless one is set.
export function folding(form, button, filters) {
  function fold(folded) {
    form.classList.toggle("filters-folded", folded);
    set(button, "aria-expanded", String(!folded));
  }
  button.onclick = () => fold(!form.classList.contains("filters-folded"));
  fold(Object.keys(filters()).length === 0);
}

// later(act): act once after what happens at once.
export function later(act, pause = 500) {
  let timer = null;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, pause);
  };
}
