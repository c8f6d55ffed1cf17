// A leader's phone: what is to be answered, what is critical and open, what is in hand, what was
// given and who has not answered.

import { shell } from "../console/shell.js";
import { keep, show, slot, stamp, write } from "../dom.js";
import { acting } from "./acting.js";
import { drawing } from "./drawing.js";
import { giving } from "./giving.js";
import { rereading } from "./rereading.js";
import { isOver, sorted, unread } from "./state.js";

const PAUSE = 250; // between two questions, however many events say "new"
const TICK = 1_000;
const MOST = 100;
const READ = 0.5; // of a card on the screen
// What is told to the one who looks, such as an alert that rose or is answered, is `person_told`;
// operators hear of alerts themselves.
const TOPICS = [
  "order_given", "order_answered", "order_escalated", "order_ended",
  "person_told",
  "alert_raised", "alert_acknowledged", "alert_changed", "alert_resolved",
  "incident_reported", "incident_verified", "incident_changed", "incident_closed", "incident_merged",
];
const ALERTS = "/v1/alerts?state=firing&severity=critical&limit=20";
const INCIDENTS = "/v1/incidents?state=open&severity=critical&limit=20";
const at = (id) => document.getElementById(id);

let [timer, orders] = [null, []];
const reread = rereading(() => refresh());
const seen = new Set();
const page = await shell({
  topics: TOPICS.map((name) => `notifications.${name}`),
  onEvent: () => later(),
});
const { api, words, fmt } = page;
const draw = drawing({ words, fmt });
const acts = acting({ page, reread });
const eyes = new IntersectionObserver(watched, { threshold: READ });
await giving({ page, words, done: reread });
await page.load(refresh);
acts.start();
page.face("live");
// A message's link names the order that it is about.
document.querySelector(`[data-key="${CSS.escape(location.hash.slice(1))}"]`)?.scrollIntoView();
setInterval(tick, TICK);

function later() {
  timer ??= setTimeout(() => {
    timer = null;
    if (document.body.dataset.showing === "live") reread();
  }, PAUSE);
}

async function refresh() {
  const told = await api.get(`/v1/orders?state=open&limit=${MOST}`);
  orders = told.items;
  const { todo, doing, given } = sorted(orders);
  cards(at("todo"), todo);
  cards(at("doing"), doing);
  cards(at("given"), given);
  write(at("todo-count"), fmt.count(todo.length));
  show(at("todo-none"), !todo.length);
  show(at("doing-part"), doing.length > 0);
  show(at("given-part"), given.length > 0);
  const [alerts, incidents] = await Promise.all([ALERTS, INCIDENTS].map(some));
  critical(alerts, incidents);
}

// What somebody may not read, or is away, is none.
async function some(path) {
  try {
    return (await api.get(path)).items;
  } catch (error) {
    if (error.status === undefined || error.status === 401) throw error;
    return [];
  }
}

function cards(list, those) {
  keep(list, those, (one) => one.id, () => watch(stamp("order-card")), (card, one) => {
    card.dataset.order = one.number;
    draw.facts(card, one, Date.now());
    const late = one.receivers.filter((each) => !isOver(each));
    show(slot(card, "receivers"), one.manages);
    draw.receivers(slot(card, "receivers"), one.manages ? late : []);
    acts.buttons(card, one);
  });
}

function watch(card) {
  eyes.observe(card);
  return card;
}

// A card that stood on the screen has been read.
function watched(entries) {
  for (const { target, isIntersecting } of entries) {
    const one = orders.find(({ id }) => id === target.dataset.key);
    if (!isIntersecting || !one || !unread(one) || seen.has(one.id)) continue;
    seen.add(one.id);
    acts.read(one);
  }
}

function critical(alerts, incidents) {
  keep(at("alerts"), alerts, (one) => one.id, () => stamp("alert-card"), (card, one) => {
    write(slot(card, "text"), one.headline);
    write(slot(card, "when"), fmt.moment(one.raised_at));
    slot(card, "take").onclick = ({ currentTarget }) => {
      currentTarget.disabled = true;
      acts.act(`/v1/alerts/${one.id}/acknowledge`, {}, words.alertTaken).finally(() => {
        slot(card, "take").disabled = false;
      });
    };
  });
  keep(at("incidents"), incidents, (one) => one.id, () => stamp("incident-card"), (card, one) => {
    write(slot(card, "text"), one.headline);
    write(slot(card, "number"), one.number);
    write(slot(card, "when"), fmt.moment(one.reported_at));
    write(slot(card, "who"), one.handler ? one.handler.name || one.handler.agency : "");
  });
  show(at("critical-none"), !alerts.length && !incidents.length);
}

function tick() {
  for (const one of orders) {
    for (const card of document.querySelectorAll(`[data-key="${one.id}"]`)) {
      draw.left(card, one, Date.now());
      draw.state(card, one, Date.now());
    }
  }
}
