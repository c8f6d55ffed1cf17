// A search whose findings stand below it, walked by arrows and taken by Enter, as a combobox.
//
//   suggest(document.getElementById("signer-search"), { find, choose, none });
//
// `find(words)` gives items {key, title, note}; `choose(item)` takes one, and the field is empty
// again. An empty search asks too, so that a click shows what there is.

import { keep, set, show, slot, stamp, write } from "../dom.js";

const PAUSE = 200;

export function suggest(box, { find, choose, none, fail }) {
  const [input, list] = [box.querySelector("input"), box.querySelector("ul")];
  let [items, at, asked, timer] = [[], -1, 0, null];

  function close() {
    asked += 1; // what comes later comes too late
    clearTimeout(timer);
    show(list, false);
    set(input, "aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function draw() {
    const shown = items.length ? items : [{ key: "", title: none, note: "" }];
    keep(list, shown, (one) => one.key, () => stamp("found-template"), (node, one, n) => {
      node.id = `${list.id}-${n}`;
      write(slot(node, "title"), one.title);
      write(slot(node, "note"), one.note ?? "");
      set(node, "aria-selected", String(n === at && items.length > 0));
      set(node, "aria-disabled", String(!items.length));
    });
    show(list, true);
    set(input, "aria-expanded", "true");
    if (at >= 0) set(input, "aria-activedescendant", `${list.id}-${at}`);
    list.children[Math.max(at, 0)]?.scrollIntoView({ block: "nearest" });
  }

  async function look() {
    const mine = ++asked;
    const found = await find(input.value.trim());
    if (mine !== asked) return;
    [items, at] = [found, found.length ? 0 : -1];
    draw();
  }

  function later(time) {
    clearTimeout(timer);
    timer = setTimeout(() => look().catch(fail), time);
  }

  function take(n) {
    const item = items[n];
    if (!item) return;
    input.value = "";
    items = [];
    close();
    choose(item);
  }

  function move(by) {
    if (list.hidden) return later(0);
    if (!items.length) return;
    at = (at + by + items.length) % items.length;
    draw();
  }

  const KEYS = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Escape: close,
    // Enter before the findings are there takes the first of them once they are.
    Enter: () => (list.hidden ? look().then(() => take(0)).catch(fail) : take(at)),
  };
  input.addEventListener("input", () => later(PAUSE));
  input.addEventListener("click", () => list.hidden && later(0));
  input.addEventListener("blur", () => setTimeout(close, 0));
  input.addEventListener("keydown", (event) => {
    const does = KEYS[event.key];
    if (!does || (event.key === "Escape" && list.hidden)) return;
    event.preventDefault();
    does();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const node = event.target.closest("li");
    if (node) take([...list.children].indexOf(node));
  });
  return { focus: () => input.focus(), input };
}

// What was picked, as a list with a button to take each away; `rise` too where their order counts.
export function picks(list, words, { items, remove, rise = null }) {
  const focused = list.contains(document.activeElement);
  keep(list, items, (one) => one.key, () => stamp("picked-template"), (node, one, n) => {
    write(slot(node, "title"), one.title);
    write(slot(node, "note"), one.note ?? "");
    write(slot(node, "remove-name"), words.remove.replace("{title}", one.title));
    write(slot(node, "up-name"), words.up.replace("{title}", one.title));
    show(slot(node, "remove"), Boolean(remove));
    show(slot(node, "up"), Boolean(rise) && n > 0);
    slot(node, "remove").onclick = () => remove?.(one);
    slot(node, "up").onclick = () => rise(one);
  });
  if (focused && !list.contains(document.activeElement)) list.parentElement.querySelector("input")?.focus();
}
