// Walls: what each shows now, a scene called in one touch, scenes laid out. The page is ready
// (data-state of #view-walls) once the walls are drawn; its buttons do nothing before.

import { set, show } from "../dom.js";
import { shell } from "../console/shell.js";
import { cards } from "./cards.js";
import { editor } from "./editor.js";
import { scenes } from "./scenes.js";

const VIEWS = ["walls", "scenes"];
const SOON = 200;
const at = (id) => document.getElementById(id);

let [timer, asking, ready] = [null, 0, false];

const page = await shell({ topics: ["notifications.wall_changed"], onEvent });
const { api } = page;
const known = { walls: [], scenes: new Map(), panels: await page.load(() => api.get("/v1/wall/panels")), behind: 0 };
const english = document.documentElement.lang === "en";
for (const kind of Object.values(known.panels.kinds)) kind.name = english ? kind.title_en : kind.title;

const titled = (scene) => (english && scene?.title_en) || scene?.title || "";
const context = { page, known, titled, english, read: () => read(), now: () => Date.now() + known.behind };
const views = { walls: cards(context), scenes: scenes(context, (...asked) => edit(...asked)) };
const laying = page.words.sets ? editor(context, closed) : null;

// What comes in quick succession is read once.
function onEvent({ topic }) {
  if (!ready || (topic !== "snapshot" && topic !== "notifications.wall_changed")) return;
  timer ??= setTimeout(() => {
    timer = null;
    read().catch(page.fail);
  }, SOON);
}

async function read() {
  const turn = (asking += 1);
  const [walls, all] = await Promise.all([api.all("/v1/wall/walls?limit=1000"), api.all("/v1/wall/scenes?limit=1000")]);
  if (turn !== asking) return;
  [known.walls, known.scenes] = [walls, new Map(all.map((one) => [one.code, one]))];
  for (const view of Object.values(views)) view.draw();
  laying?.heard();
  for (const name of VIEWS) set(at(`view-${name}`), "data-state", "ready");
}

// A screen counts by the gateway's clock, and so does what is told of it here.
async function tellTime() {
  const { time } = await api.get(`/v1/wall/show?${new URLSearchParams({ wall: known.walls[0].code })}`);
  known.behind = Date.parse(time) - Date.now();
}

function open(name, focus = false) {
  for (const one of VIEWS) {
    const mine = one === name;
    set(at(`tab-${one}`), "aria-selected", String(mine));
    at(`tab-${one}`).tabIndex = mine ? 0 : -1;
    show(at(`view-${one}`), mine && !laying?.isOpen());
  }
  if (focus) at(`tab-${name}`).focus();
}

const chosen = () => VIEWS.find((one) => at(`tab-${one}`).getAttribute("aria-selected") === "true");

function edit(scene, copied = false) {
  laying.open(scene, copied);
  open("scenes");
}

function closed() {
  open("scenes", true);
  read().catch(page.fail);
}

for (const name of VIEWS) {
  at(`tab-${name}`).addEventListener("click", () => {
    if (laying && !laying.close()) return;
    open(name);
    read().catch(page.fail);
  });
  at(`tab-${name}`).addEventListener("keydown", ({ key }) => {
    if (!["ArrowLeft", "ArrowRight"].includes(key) || laying?.isOpen()) return;
    open(VIEWS[(VIEWS.indexOf(name) + 1) % VIEWS.length], true);
  });
}

await page.load(read);
ready = true;
open(chosen());
const asked = known.scenes.get(new URLSearchParams(location.search).get("scene"));
if (asked && laying) edit(asked, asked.built_in);
page.face("live");
tellTime().catch(page.fail);
setInterval(() => views.walls.tick(), 1000);
