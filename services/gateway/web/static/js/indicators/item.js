// The page of one of the nine items: what its address says is asked for, and all of it is drawn.

import { shell } from "../console/shell.js";
import { shapes } from "../areas.js";
import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { charting } from "./chart.js";
import { drilling } from "./drill.js";
import { grouping } from "./groups.js";
import { large, small } from "./heads.js";
import { mapping } from "./maps.js";
import { noting } from "./notes.js";
import { ranking } from "./ranking.js";
import { address, itemPath, observedPath, pdfPath, spanOf, stateOf } from "./state.js";
import { telling } from "./telling.js";

const SOON = 1_000; // many changes in a row are one reading
const SIDES = 3;
const LENGTHS = { 2: "regency", 4: "district", 6: "village", 10: "village" };
const FIGURES = "indicators.figures_changed";
const ORDERS = ["given", "answered", "ended"].map((what) => `notifications.order_${what}`);
// What another choice makes void.
const RESET = { indicator: { dimension: {}, year: null, whole: false }, area: { level: null, whole: false }, level: { whole: false } };
const at = (id) => document.getElementById(id);
const item = at("item").dataset.item;
const choice = at("choice");

let [state, told, turn, timer, drawn] = [stateOf(location.search), null, 0, null, null];
const page = await shell({ topics: [FIGURES, ...ORDERS], onEvent });
const { api, words, fmt } = page;
const tell = telling(words, fmt, document.documentElement.lang);
const chart = charting({ words, tell });
const maps = mapping({ words, tell, choose: (area) => go({ area, level: null }) });
const rank = ranking({ words, tell, choose: (area) => go({ area, level: null }), toggle: () => go({ whole: !state.whole }) });
const groups = grouping({ page, tell, chosen: (dimension) => go({ dimension: Object.fromEntries(Object.entries(dimension).filter(([, code]) => code)) }) });
const drill = drilling({ page, tell });
const notes = await noting({ page, tell, changed: () => notes.draw(told) });
const land = shapes((found) => {
  drawn = found;
  if (told) paintMaps();
});

for (const name of ["indicator", "area", "level"]) choice.elements[name].onchange = () => go({ ...RESET[name], [name]: choice.elements[name].value });
choice.onsubmit = (event) => event.preventDefault();
addEventListener("popstate", () => {
  state = stateOf(location.search);
  read().catch(page.fail);
});
await page.load(read);
page.face("live");
chart.plot(); // now that it has a width

function onEvent({ topic, data }) {
  if (!told || (topic === FIGURES ? data.data?.item !== item : !ORDERS.includes(topic))) return;
  clearTimeout(timer);
  timer = setTimeout(() => (topic === FIGURES ? read() : notes.draw(told)).catch(page.fail), SOON);
}

function go(change) {
  state = { ...state, ...change };
  history.pushState(null, "", address(location.pathname, state));
  return read().catch(page.fail);
}

// The old figures stay until the new ones are there; the last question wins.
async function read() {
  const mine = (turn += 1);
  set(document.body, "data-reading", "true");
  try {
    const found = await asked();
    if (mine !== turn) return;
    told = found;
    await draw();
    if (mine === turn) set(document.body, "data-shown", `${told.chosen ?? ""}/${told.area}/${told.period ?? ""}/${level()}`);
  } finally {
    if (mine === turn) set(document.body, "data-reading", "false");
  }
}

// A dimension that the indicator does not have is said to be none, and left out.
async function asked() {
  try {
    return await api.get(itemPath(item, state));
  } catch (error) {
    const odd = error.problem?.errors?.some(({ field }) => field.startsWith("dimensions."));
    if (!odd) throw error;
    state = { ...state, dimension: {} };
    history.replaceState(null, "", address(location.pathname, state));
    page.say(words.part.none, "info");
    return api.get(itemPath(item, state));
  }
}

// The level of the areas inside.
function level() {
  return (told.area.length === 4 && state.level) || LENGTHS[told.area.length];
}

async function draw() {
  const any = told.chosen !== null;
  for (const id of ["body", "fresh", "years"]) show(at(id), any);
  show(at("empty"), !any);
  show(document.querySelector(".db-down"), any);
  fields();
  if (!any) return write(at("title"), words.items[item]);
  const head = told.headlines.find((one) => one.code === told.chosen);
  headline(head);
  chart.draw(told);
  land.of(page.me.area || told.area.slice(0, 4));
  rank(told, level(), state);
  paintMaps();
  await Promise.all([groups.draw(told, state), drill.draw(told, state), notes.draw(told)]);
}

function headline(head) {
  write(at("title"), tell.title(told.about));
  write(at("definition"), fill(words.owner, { definition: tell.definition(told.about), owner: told.about.owner_name }));
  large(head, tell, tell.part(told));
  const note = tell.partNote(told);
  write(slot(at("part-note"), "text"), note);
  show(at("part-note"), note !== "");
  const sides = told.headlines.filter((one) => one !== head).slice(0, SIDES);
  show(at("sides"), sides.length > 0);
  keep(at("sides"), sides, (one) => one.code, () => stamp("side"), (node, one) => {
    small(node, one, tell);
    lead(node.querySelector("a"), { ...RESET.indicator, indicator: one.code, year: state.year });
  });
  years(head);
  downloads(head);
}

// A link to a state of this page: followed here, and by itself in a tab of its own.
function lead(link, change) {
  set(link, "href", address(location.pathname, { ...state, ...change }));
  link.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(change);
  };
}

function years(head) {
  const shown = head.period ? Number(head.period.slice(0, 4)) : null;
  keep(at("years"), told.years, String, () => stamp("year"), (link, year) => {
    write(link, String(year));
    if (year === shown) set(link, "aria-current", "true");
    else link.removeAttribute("aria-current");
    lead(link, { year: year === told.years.at(-1) ? null : year });
  });
}

function downloads(head) {
  const span = head.period ? spanOf(head.period.slice(0, 4), head.rhythm) : {};
  for (const link of at("downloads").querySelectorAll("[data-format]")) {
    set(link, "href", observedPath(told.chosen, { ...state, area: told.area }, span, { format: link.dataset.format }));
  }
  set(at("pdf"), "href", pdfPath(item, { ...state, indicator: told.chosen, area: told.area }, document.documentElement.lang));
}

function fields() {
  const { indicator, area } = choice.elements;
  options(indicator, told.headlines.map((one) => [one.code, tell.title(one)]), told.chosen);
  const near = told.areas.some((one) => one.code === told.area) ? told.areas : [...told.areas, { code: told.area, name: told.name }];
  options(area, near.map((one) => [one.code, one.name]), told.area);
  show(at("level-choice"), told.area.length === 4);
  choice.elements.level.value = level();
}

function options(select, pairs, value) {
  const now = pairs.map((pair) => pair.join()).join(";");
  if (select.dataset.of !== now) select.replaceChildren(...pairs.map(([code, name]) => new Option(name, code)));
  select.dataset.of = now;
  select.value = value ?? "";
}

function paintMaps() {
  if (told.chosen === null) return;
  const layer = level() === "village" ? drawn?.villages : drawn?.districts;
  maps.shapes(layer ?? [], told.area, level());
  maps.draw(told, level());
  set(at("maps"), "data-shapes", String(layer?.length ?? 0));
}
