// The room: which incident is open on this page, what is known of it, and what the stream tells of it.

import { set, show, write } from "../dom.js";
import { fill } from "../format.js";
import { newKey } from "../console/api.js";
import { shell } from "../console/shell.js";
import { around } from "./around.js";
import { asker } from "./asking.js";
import { ROOT, deeds as doing } from "./deeds.js";
import { drafts } from "./drafts.js";
import { head as heading } from "./head.js";
import { isOff, keys, switchOff } from "./keys.js";
import { mapping } from "./mapping.js";
import { ordering } from "./ordering.js";
import { AGAIN, others } from "./presence.js";
import { queue as queueing } from "./queue.js";
import { reporting } from "./reporting.js";
import { bar, entryText } from "./shown.js";
import { SHIFT_TOPICS, shiftBar } from "../shifts/bar.js";
import { side as beside } from "./side.js";
import { telling } from "./telling.js";
import { writes } from "./writes.js";

const MOMENT = 300; // in which several events are one
const AGENCY = "kendali-agency";
const PLAIN = new Set(["note", "photo_added"]); // of the log: nobody's facts are changed by these
const at = (id) => document.getElementById(id);
const seat = newKey();

let hear = () => {};
const topics = [...at("room").dataset.topics.split(" "), ...SHIFT_TOPICS];
const page = await shell({ topics, onEvent: (event) => hear(event) });
const { api, words, fmt } = page;
const may = at("room").dataset.may === "yes";
let [chosen, current, entries, orders, alerts, behind, map, reading, read] = [null, null, [], null, [], 0, null, 0, 0];

const store = drafts(sessionStorage);
const asks = asker(store, () => (map ? map.pick() : null));
const seats = others(seat);
const room = {
  page, words, fmt, may, names: new Map(), drafts: store, ask: asks.ask,
  chosen: () => chosen,
  current: () => current,
  know,
  now: () => Date.now() + behind,
  agency: () => (agency() ? { agency: agency() } : {}),
  entryText: (entry) => entryText(entry, words, fmt),
  isPlain: (entry) => PLAIN.has(entry.what),
  open,
  reread,
  onQueue: (known) => map?.draw(current, known),
};
room.writes = writes({ send: api.send, newKey, store: sessionStorage, pause: (ms) => new Promise((go) => setTimeout(go, ms)), onWaiting: waiting });
const deeds = doing(room);
room.queue = queueing(room);
const [head, about, side, orderly, tell, report] = [heading(room, deeds), around(room, deeds), beside(room, deeds), ordering(room), telling(room), reporting(room)];

const shifts = may ? shiftBar(page) : null;

function agency() {
  return at("agency")?.value.trim() ?? "";
}

function waiting(n) {
  set(at("waiting"), "data-waiting", String(n));
  write(at("waiting"), n ? fmt.counted(words.waiting, n) : "");
}

// ---- which one is open

async function open(id, { tab = "", focus = false } = {}) {
  if (id !== chosen) leave();
  const mine = id !== chosen;
  chosen = id;
  const address = new URL(location.href);
  address.searchParams.set("incident", id);
  history.replaceState(null, "", address);
  room.queue.refresh();
  if (mine) {
    about.clear();
    side.note({ id });
  }
  await reread();
  if (tab) about.choose(tab);
  if (focus) at("incident").focus();
  present(true);
}

async function reread() {
  const [id, turn] = [chosen, (reading += 1)];
  if (!id) return;
  try {
    const asked = [api.get(`${ROOT}/${id}`), api.all(`${ROOT}/${id}/log?limit=500`), orderly.of(id), orderly.alertsOf(id)];
    const [one, told, given, raised] = await Promise.all(asked);
    if (id !== chosen || turn < read) return; // a later one was faster; one that a later one follows counts
    [current, entries, orders, alerts, read] = [one, told, given, raised, turn];
    draw();
    about.load(one).catch(page.fail);
  } catch (error) {
    if (id === chosen) page.fail(error);
  }
}

// What another question brought is known from now on: an answer that is older comes too late.
function know(one) {
  if (one.id !== chosen) return;
  [current, read] = [one, (reading += 1)];
  draw();
}

function draw() {
  head.draw(current);
  about.draw(current);
  side.draw(current, { entries, orders, alerts });
  map?.draw(current, room.queue.known());
  seen();
}

// ---- who else has it open

async function present(isOpen) {
  if (!may || !chosen || (isOpen && document.hidden)) return;
  await api.send("POST", `${ROOT}/${chosen}/presence`, { seat, open: isOpen }).catch(() => {}); // the next time will do
}

// The stream begins only now: who answered before was not heard. One that comes anew is answered again.
async function hello() {
  await present(false);
  present(true);
}

function leave() {
  if (chosen) present(false);
  current = null;
}

function seen() {
  const names = chosen ? seats.names(chosen, Date.now()) : [];
  write(at("others"), names.length ? fill(words.alsoOpen, { names: names.join(", ") }) : "");
}

// ---- what the stream tells

const later = debounced(() => room.queue.load().catch(page.fail));
const again = debounced(reread);

function debounced(task) {
  let timer = null;
  return () => {
    timer ??= setTimeout(() => {
      timer = null;
      task();
    }, MOMENT);
  };
}

hear = ({ topic, data }) => {
  if (data.time) behind = Date.parse(data.time) - Date.now();
  shifts?.hear({ topic });
  if (topic === "snapshot") {
    hello();
    return everything();
  }
  const told = data.data;
  if (topic === "notifications.incident_opened") {
    if (seats.hear(told, Date.now()) && told.incident === chosen) present(true);
    return seen();
  }
  if (topic.startsWith("notifications.incident_")) {
    tell.hear(told);
    later();
    if ([told.incident, told.merged_into].includes(chosen) || told.incident === current?.merged_into) again();
  }
  if (/^notifications\.(order|alert)_/.test(topic) || (topic === "gis.incident_placed" && told.incident === chosen)) again();
  return undefined;
};

function everything() {
  later();
  again();
}

// ---- keys

const KEYS = {
  j: () => room.queue.move(1),
  k: () => room.queue.move(-1),
  n: () => report.begin(),
  a: () => deeds.take(),
  t: () => deeds.task(),
  p: () => orderly.give(),
  u: () => deeds.unit(),
  e: () => deeds.rate(),
  s: () => deeds.step("close"),
  v: () => onwards(),
  c: () => at("note-text").focus(),
  "/": () => at("q").focus(),
  1: () => room.queue.choose("working"),
  2: () => room.queue.choose("waiting"),
  3: () => room.queue.choose("over"),
  "?": () => showKeys(),
};

function onwards() {
  const next = current && bar(current).find((cell) => cell.step && cell.face === "next");
  if (next) deeds.step(next.step);
}

function showKeys() {
  at("keys-on").checked = !isOff();
  at("keys-on").onchange = () => switchOff(!at("keys-on").checked);
  at("keys-dialog").showModal();
}

// ---- the beginning

async function begin() {
  const [types, villages, districts] = await Promise.all([api.get(`${ROOT}/types`), named("villages"), named("districts")]);
  for (const [code, name] of [...districts, ...villages]) room.names.set(code, name);
  const title = document.documentElement.lang === "en" ? "title_en" : "title";
  for (const list of document.querySelectorAll('select[name="type"]')) list.append(...types.items.map((one) => new Option(one[title], one.code)));
  for (const list of document.querySelectorAll('select[name="area"]')) areas(list, districts, villages);
  await room.queue.load();
}

async function named(layer) {
  const found = [];
  for (let path = `/v1/gis/collections/${layer}/items?f=json&skipGeometry=true&limit=1000`; path; ) {
    const told = await api.get(path).catch((error) => (error.status === 404 ? { features: [], links: [] } : Promise.reject(error)));
    found.push(...told.features.map((one) => [one.properties.code ?? one.id, one.properties.name]));
    const link = told.links.find((one) => one.rel === "next");
    path = link ? new URL(link.href).pathname + new URL(link.href).search : "";
  }
  return found;
}

function areas(list, districts, villages) {
  const byName = ([, a], [, b]) => a.localeCompare(b);
  for (const [code, name] of districts.sort(byName)) {
    const group = document.createElement("optgroup");
    group.label = name;
    group.append(new Option(fill(words.wholeDistrict, { name }), code));
    group.append(...villages.filter(([village]) => village.startsWith(code)).sort(byName).map(([village, called]) => new Option(called, village)));
    list.append(group);
  }
}

function listen() {
  if (at("agency")) {
    at("agency").value = localStorage.getItem(AGENCY) ?? "";
    at("agency").onchange = () => localStorage.setItem(AGENCY, agency());
  }
  at("new").onclick = KEYS.n;
  at("all-keys").onclick = showKeys;
  if (at("add-order")) at("add-order").onclick = KEYS.p;
  for (const [id, dialog] of [["pick-point", "new-dialog"], ["pick-unit", "unit-dialog"], ["pick-correct", "correct-dialog"]]) asks.picks(at(id), at(dialog));
  keys(KEYS, { onEscape });
  document.addEventListener("visibilitychange", () => present(!document.hidden));
  addEventListener("pagehide", () => present(false));
  setInterval(() => present(true), AGAIN);
  setInterval(clock, 1000);
}

// Out of a field, out of the menu, back to the queue.
function onEscape() {
  if (at("deeds").open) {
    at("deeds").open = false;
    at("deeds").querySelector("summary").focus();
  } else if (chosen) room.queue.focus(chosen);
  else document.activeElement?.blur();
}

let minute = 0;
function clock() {
  write(at("age"), at("link").title);
  seen();
  const now = Math.floor(room.now() / 15_000);
  if (now === minute) return;
  minute = now;
  room.queue.refresh();
  if (current) [about.draw(current), side.draw(current, { entries, orders, alerts })];
}

await page.load(begin);
for (const part of [head, about, side, tell, room.queue]) part.start();
listen();
page.face("live");
mapping(room).then((made) => {
  map = made;
  map.draw(current, room.queue.known());
}, () => show(at("no-map"), true));
draw();
const first = new URLSearchParams(location.search).get("incident") ?? room.queue.known()[0]?.id;
if (first) await open(first);
set(document.body, "data-ready", "yes");
const past = await room.writes.resume();
if (past.some((one) => !one.error)) {
  page.say(words.resumed);
  everything();
}
