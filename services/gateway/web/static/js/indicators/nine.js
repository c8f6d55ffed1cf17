// All nine items at a glance: three figures of each, and what is late.

import { shell } from "../console/shell.js";
import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { fill } from "../format.js";
import { small } from "./heads.js";
import { address, stateOf } from "./state.js";
import { telling } from "./telling.js";

const SOON = 1_000;
const FIGURES = "indicators.figures_changed";
const NONE = { ...stateOf("") };

let [told, timer] = [null, null];
const page = await shell({ topics: [FIGURES], onEvent });
const { api, words, fmt } = page;
const tell = telling(words, fmt, document.documentElement.lang);
await page.load(read);
page.face("live");

function onEvent({ topic }) {
  if (topic !== FIGURES || !told) return;
  clearTimeout(timer);
  timer = setTimeout(() => read().catch(page.fail), SOON);
}

async function read() {
  told = await api.get("/v1/indicators/items");
  for (const one of told.items) draw(document.querySelector(`[data-item="${one.item}"]`), one);
  set(document.body, "data-shown", String(told.items.reduce((sum, one) => sum + one.count, 0)));
}

function draw(node, { item, count, late, headlines }) {
  write(slot(node, "count"), fill(words.count, { n: count }));
  show(slot(node, "none"), count === 0);
  show(slot(node, "late"), count > 0);
  set(slot(node, "late"), "class", late ? "nine-late late" : "nine-late");
  useIcon(slot(node, "late").querySelector("svg"), late ? "warn" : "ok");
  write(slot(node, "late-text"), late ? fill(words.lateCount, { n: late }) : words.noneLate);
  keep(slot(node, "heads"), headlines, (one) => one.code, () => stamp("head-row"), (row, one) => {
    small(row, one, tell);
    set(slot(row, "title"), "href", address(`/indicators/${item}`, { ...NONE, indicator: one.code }));
  });
}
