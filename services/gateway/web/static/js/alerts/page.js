// Alerts: the queue, one of them with who was told, and the views of rules, chains and silences. The
// page is ready (data-state of #view-open) once the queue is drawn; its buttons do nothing before.

import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { fill } from "../format.js";
import { asked } from "../console/dialog.js";
import { newKey } from "../console/api.js";
import { shell } from "../console/shell.js";
import { ICONS, drawOne } from "./drawing.js";
import { settings } from "./settings.js";

const TOPICS = ["raised", "acknowledged", "changed", "resolved"].map((what) => `notifications.alert_${what}`);
const PAGE = 100;
const VIEWS = ["open", "rules", "chains", "silences"];
const SOON = 300;
const at = (id) => document.getElementById(id);

const page = await shell({ topics: TOPICS, onEvent });
const { api, words, fmt } = page;
const state = { items: [], chosen: new URLSearchParams(location.search).get("alert"), one: null, next: null };
const views = settings({ page, refresh: () => read().catch(page.fail) });
let [timer, asking] = [null, 0];

// What comes in quick succession is read once.
function onEvent({ topic }) {
  if (topic !== "snapshot" && !topic.startsWith("notifications.alert_")) return;
  timer ??= setTimeout(() => {
    timer = null;
    read().catch(page.fail);
  }, SOON);
}

async function read(after = "") {
  const turn = (asking += 1);
  const fields = Object.fromEntries(new FormData(at("filter")));
  const wanted = Object.entries({ ...fields, limit: PAGE, after }).filter(([, value]) => value !== "");
  const [{ items, next }, counts] = await Promise.all([
    api.get(`/v1/alerts?${new URLSearchParams(wanted)}`),
    api.get("/v1/alerts/counts"),
  ]);
  if (turn !== asking) return;
  state.items = after ? [...state.items, ...items] : items;
  state.next = next;
  drawQueue(counts);
  await readOne();
  set(at("view-open"), "data-state", "ready");
}

function drawQueue(counts) {
  show(at("nobody"), counts.nobody_on_duty === true);
  const open = [counts.firing, counts.acknowledged].flatMap((one) => Object.values(one));
  write(at("open-count"), fmt.count(open.reduce((sum, n) => sum + n, 0)));
  const parts = { firing: [], acknowledged: [], past: [] };
  for (const one of state.items) (parts[one.state] ?? parts.past).push(one);
  for (const [name, items] of Object.entries(parts)) {
    keep(at(name), items, (one) => one.id, () => stamp("alert"), drawRow);
    if (name !== "firing") show(at(`${name}-title`), items.length > 0);
  }
  show(at("none"), state.items.length === 0);
  show(at("more"), state.next !== null);
}

function drawRow(node, one) {
  const button = node.firstElementChild;
  useIcon(button.querySelector("svg"), ICONS[one.severity]);
  write(slot(node, "headline"), (one.exercise ? `${words.exercise}: ` : "") + one.headline);
  const who = one.state === "acknowledged" ? `, ${one.acknowledged_by}` : "";
  write(slot(node, "about"), `${words.severities[one.severity]}, ${words.states[one.state]}${who}`);
  write(slot(node, "age"), age(one.acknowledged_at ?? one.raised_at));
  show(slot(node, "count"), one.count > 1);
  write(slot(node, "count"), fill(words.times, { n: fmt.count(one.count) }));
  set(button, "aria-current", String(one.id === state.chosen));
  button.onclick = () => choose(one.id);
}

const age = (time) => fill(words.ago, { span: fmt.span(words, Date.now() - Date.parse(time)) });

async function choose(id, focus = false) {
  state.chosen = id;
  for (const button of document.querySelectorAll(".alerts-open")) {
    const mine = button.parentElement.dataset.key === id;
    set(button, "aria-current", String(mine));
    if (mine && focus) button.focus();
  }
  const address = new URL(location.href);
  address.searchParams.set("alert", id);
  history.replaceState(null, "", address);
  await readOne().catch(page.fail);
}

async function readOne() {
  const wanted = state.chosen;
  let found = null;
  if (wanted) {
    try {
      found = await api.get(`/v1/alerts/${encodeURIComponent(wanted)}`);
    } catch (error) {
      if (error.status !== 404) throw error;
      page.say(words.gone, "warn");
    }
  }
  if (wanted !== state.chosen) return;
  state.one = found;
  show(at("one"), found !== null);
  show(at("one-none"), found === null);
  if (found) drawOne({ node: at("one"), one: found, words, fmt });
}

// ---- what is done with one

const ACTS = {
  acknowledge: (one) => one.state === "firing",
  unacknowledge: (one) => one.state === "acknowledged",
  resolve: (one) => ["firing", "acknowledged"].includes(one.state),
  cancel: (one) => ["firing", "acknowledged"].includes(one.state),
  silence: () => true,
};

async function act(name) {
  const one = state.one;
  if (!one || !ACTS[name](one) || document.querySelector("dialog[open]")) return;
  if (name === "silence") return views.silence(one);
  const button = at("acts").querySelector(`[data-act="${name}"]`);
  const dialog = at("note-dialog");
  const label = button.querySelector("kbd")?.previousSibling?.textContent.trim() ?? button.textContent.trim();
  write(slot(dialog, "title"), label);
  write(slot(dialog, "yes"), label);
  write(slot(dialog, "headline"), one.headline);
  const fields = await asked(dialog);
  if (!fields) return;
  await done(`/v1/alerts/${one.id}/${name}`, { note: fields.note });
}

// What is said again after a failure is said under the same key.
async function done(path, body, key = newKey()) {
  try {
    const told = await api.send("POST", path, body, { key });
    page.say(fill(words.done, { headline: told.headline, state: words.states[told.state] }));
  } catch (error) {
    page.fail(error);
  }
  await read().catch(page.fail);
}

async function raise() {
  const fields = await asked(at("raise-dialog"));
  if (!fields) return;
  const body = { headline: fields.headline, severity: fields.severity, exercise: fields.exercise === "on" };
  for (const name of ["text", "area"]) if (fields[name]) body[name] = fields[name];
  await done("/v1/alerts", body);
}

// ---- views and keys

function view(name) {
  for (const one of VIEWS) {
    set(at(`tab-${one}`), "aria-selected", String(one === name));
    show(at(`view-${one}`), one === name);
  }
  if (name !== "open") views.open(name).catch(page.fail);
}

function move(step) {
  const order = [...document.querySelectorAll(".alerts-row")].map((node) => node.dataset.key);
  if (!order.length) return;
  const here = order.indexOf(state.chosen);
  choose(order[Math.min(Math.max(here + step, 0), order.length - 1)], true);
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  a: () => act("acknowledge"),
  s: () => act("resolve"),
  d: () => act("silence"),
  n: () => raise(),
  "/": () => at("filter").elements.q.focus(),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, dialog[open]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || at("view-open").hidden) return;
  const todo = KEYS[event.key.toLowerCase()];
  if (!todo) return;
  event.preventDefault();
  Promise.resolve(todo()).catch(page.fail);
});

for (const one of VIEWS) at(`tab-${one}`).addEventListener("click", () => view(one));
for (const button of at("acts").querySelectorAll("[data-act]")) {
  button.addEventListener("click", () => act(button.dataset.act).catch(page.fail));
}
at("raise").addEventListener("click", () => raise().catch(page.fail));
at("more").firstElementChild.addEventListener("click", () => read(state.next).catch(page.fail));
at("filter").addEventListener("submit", (event) => event.preventDefault());
at("filter").addEventListener("input", () => onEvent({ topic: "snapshot" }));
setInterval(() => {
  for (const one of state.items) {
    const node = document.querySelector(`.alerts-row[data-key="${one.id}"]`);
    if (node) write(slot(node, "age"), age(one.acknowledged_at ?? one.raised_at));
  }
}, 10_000);
await page.load(() => read());
page.face("live");
