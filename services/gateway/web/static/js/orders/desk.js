// The desk's page: orders by their deadline, and of the chosen one who has not answered.

import { shell } from "../console/shell.js";
import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { acting } from "./acting.js";
import { drawing } from "./drawing.js";
import { giving } from "./giving.js";
import { rereading } from "./rereading.js";
import { unread } from "./state.js";

const PAUSE = 250; // between two questions, however many events say "new"
const TICK = 1_000;
const PAGE = 50;
const TOPICS = ["order_given", "order_answered", "order_escalated", "order_ended"];
const at = (id) => document.getElementById(id);

let [timer, items, most] = [null, [], PAGE];
const reread = rereading(() => refresh());
let chosen = location.hash.slice(1);
const page = await shell({ topics: TOPICS.map((name) => `notifications.${name}`), onEvent: () => later() });
const { api, words, fmt } = page;
const draw = drawing({ words, fmt });
const acts = acting({ page, reread });
const boxes = [...document.querySelectorAll('input[name="box"]')];
const { may } = await giving({ page, words, done: (one) => choose(one.id) });
// The room watches over all; others begin with what they gave, or got.
const first = page.me.roles.some((role) => ["operator", "admin"].includes(role)) ? "all" : may ? "given" : "received";
(boxes.find(({ value }) => value === first) ?? boxes[0]).checked = true;
for (const one of [...boxes, at("unanswered")]) one.onchange = reread;
at("list-more").querySelector("button").onclick = () => {
  most += PAGE;
  reread();
};
addEventListener("hashchange", () => choose(location.hash.slice(1)));
await page.load(refresh);
acts.start();
page.face("live");
setInterval(tick, TICK);

function later() {
  timer ??= setTimeout(() => {
    timer = null;
    if (document.body.dataset.showing === "live") reread();
  }, PAUSE);
}

async function choose(id) {
  chosen = id;
  if (location.hash.slice(1) !== id) history.replaceState(null, "", `#${id}`);
  await reread();
}

async function refresh() {
  const box = boxes.find(({ checked }) => checked)?.value ?? "all";
  const more = at("unanswered").checked ? "&unanswered=true" : "";
  const told = await api.get(`/v1/orders?box=${box}&limit=${most}${more}`);
  items = told.items;
  rows();
  show(at("none"), !items.length);
  show(at("list-more"), told.next !== null);
  await one();
}

function rows() {
  keep(at("list"), items, (item) => item.id, () => stamp("order-row"), (row, item) => {
    draw.state(row, item, Date.now());
    write(slot(row, "number"), item.number);
    write(slot(row, "from"), fill(words.from, { giver: draw.giver(item) }));
    write(slot(row, "text"), item.text);
    write(slot(row, "deadline"), fill(words.until, { time: fmt.moment(item.deadline) }));
    write(slot(row, "answered"), draw.answered(item));
    const open = row.firstElementChild;
    set(open, "aria-current", String(item.id === chosen));
    open.onclick = () => choose(item.id);
  });
}

async function one() {
  const told = chosen ? await found(chosen) : null;
  show(at("one"), told !== null);
  show(at("no-one"), told === null);
  if (!told) return;
  at("one").dataset.order = told.number;
  draw.facts(at("facts"), told, Date.now());
  acts.buttons(at("deeds"), told);
  draw.receivers(at("receivers"), told.receivers);
  write(at("waiting"), fmt.count(told.counts.unanswered));
  const log = await api.get(`/v1/orders/${told.id}/log?limit=200`);
  entries(log.items, told);
  if (unread(told)) await acts.read(told);
}

// An order that is not there, or not for these eyes, is none.
async function found(id) {
  try {
    return await api.get(`/v1/orders/${encodeURIComponent(id)}`);
  } catch (error) {
    if (error.status !== 404) throw error;
    return null;
  }
}

function entries(log, told) {
  const titles = new Map(told.receivers.map(({ id, title }) => [id, title]));
  keep(at("log"), log, (entry) => entry.id, () => stamp("log-row"), (row, entry) => {
    write(slot(row, "when"), fmt.moment(entry.at));
    write(slot(row, "what"), words.what[entry.what] ?? entry.what);
    const who = entry.who === "system" ? "" : entry.who;
    write(slot(row, "who"), [titles.get(entry.receiver) ?? entry.as_title, who].filter(Boolean).join(" · "));
    write(slot(row, "text"), entry.text ? `“${entry.text}”` : "");
  });
}

function tick() {
  const now = Date.now();
  for (const item of items) {
    const row = at("list").querySelector(`[data-key="${item.id}"]`);
    if (row) draw.state(row, item, now);
    if (item.id === chosen && !at("one").hidden) {
      draw.left(at("facts"), item, now);
      draw.state(at("facts"), item, now);
    }
  }
}
