// Messages to people: the channels with their health, and a list that says what became of each.

import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { fill } from "../format.js";
import { shell } from "../console/shell.js";
import { settings } from "./channel.js";

const EVERY = 10_000; // milliseconds between two looks
const FULL = 50;
const BADGES = {
  queued: ["badge", "clock"],
  sending: ["badge badge-info", "send"],
  sent: ["badge badge-ok", "send"],
  delivered: ["badge badge-ok", "check"],
  read: ["badge badge-ok", "eye"],
  failed: ["badge badge-crit", "crit"],
  unknown: ["badge badge-warn", "warn"],
  cancelled: ["badge", "x"],
  expired: ["badge", "wait"],
};
const HEALTH = { ok: ["badge badge-ok", "ok"], failing: ["badge badge-warn", "warn"], open: ["badge badge-crit", "crit"], unused: ["badge", "wait"], off: ["badge", "x"] };
const SEVERITY = { info: "badge", minor: "badge badge-info", major: "badge badge-warn", critical: "badge badge-crit" };
const AGAIN = ["failed", "unknown"];
const at = (id) => document.getElementById(id);

const page = await shell();
const { api, words, fmt, me } = page;
const set_up = settings(page, readChannels);
const may = me.roles.includes("admin") && !me.area;
let [next, more] = [null, false];

function filters() {
  const given = Object.fromEntries(new FormData(at("filter")));
  if (given.since) given.since = new Date(`${given.since}T00:00:00`).toISOString();
  return new URLSearchParams(Object.entries(given).filter(([, value]) => value));
}

async function readChannels() {
  const found = await api.get("/v1/channels");
  set_up.know(found);
  show(at("new-channel"), may);
  show(at("channels-none"), found.items.length === 0);
  keep(at("channels"), found.items, (one) => one.name, () => stamp("channel-template"), drawChannel);
  const chosen = at("by-channel").value;
  const names = [["", words.all], ["inbox", words.inbox], ...found.items.map((one) => [one.name, one.name])];
  at("by-channel").replaceChildren(...names.map(([value, name]) => new Option(name, value, false, value === chosen)));
}

function drawChannel(item, one) {
  const state = one.enabled ? one.health.state : "off";
  write(slot(item, "name"), one.name);
  write(slot(item, "kind"), words.kinds[one.kind]);
  set(slot(item, "badge"), "class", HEALTH[state][0]);
  useIcon(slot(item, "badge").querySelector("svg"), HEALTH[state][1]);
  write(slot(item, "health"), words.health[state]);
  const said = [
    one.waiting && fill(words.waiting, { n: fmt.count(one.waiting) }),
    state !== "ok" && one.health.why && whyOf(one.health.why),
    state === "open" && fill(words.pause, { time: fmt.seconds(one.health.open_until) }),
    one.health.last_ok_at && fill(words.lastOk, { time: fmt.minutes(one.health.last_ok_at) }),
  ];
  write(slot(item, "note"), said.filter(Boolean).join(" · "));
  show(slot(item, "acts"), may);
  for (const act of ["edit", "test"]) write(slot(item, `${act}-name`), ` ${one.name}`);
  slot(item, "edit").onclick = () => set_up.change(one);
  slot(item, "test").onclick = () => test(one);
}

async function test(one) {
  try {
    const { key } = await api.send("POST", `/v1/channels/${one.name}/test`);
    page.say(fill(words.tested, { name: one.name }));
    at("filter").elements.q.value = key;
    await read();
  } catch (error) {
    page.fail(error);
  }
}

async function read() {
  const asked = filters();
  asked.set("limit", String(FULL));
  const counting = new URLSearchParams(asked);
  for (const name of ["limit", "state"]) counting.delete(name);
  const [found, counted] = await Promise.all([api.get(`/v1/deliveries?${asked}`), api.get(`/v1/deliveries/counts?${counting}`)]);
  drawStates(counted);
  draw(found.items);
  [next, more] = [found.next, false];
  show(at("next"), Boolean(next));
  show(at("none"), found.items.length === 0);
  set(at("deliveries"), "data-state", "live");
}

function draw(items) {
  keep(at("rows"), items, (one) => one.id, () => stamp("row-template"), drawRow);
}

function drawStates({ counts, most }) {
  const states = [["", words.all], ...Object.entries(words.states)];
  const chosen = new FormData(at("filter")).get("state") ?? "";
  keep(at("states"), states, ([state]) => state || "all", () => stamp("state-template"), (node, [state, name]) => {
    const input = node.querySelector("input");
    input.value = state;
    input.checked = state === chosen;
    write(slot(node, "name"), name);
    const n = counts[state] ?? 0;
    show(slot(node, "count"), state !== "");
    write(slot(node, "count"), n >= most ? fill(words.more, { n: fmt.count(n) }) : fmt.count(n));
  });
}

function whyOf(why) {
  return words.why[why] ?? why;
}

function drawRow(row, one) {
  write(slot(row, "time"), fmt.moment(one.queued_at));
  set(slot(row, "time"), "datetime", one.queued_at);
  write(slot(row, "reader"), one.reader || words.own);
  write(slot(row, "address"), one.address);
  write(slot(row, "channel"), one.channel === "inbox" ? words.inbox : one.channel);
  set(slot(row, "severity"), "class", SEVERITY[one.severity]);
  write(slot(row, "severity"), words.severities[one.severity]);
  write(slot(row, "subject"), one.exercise ? `${words.exercise}: ${one.subject}` : one.subject);
  const [kind, icon] = BADGES[one.state];
  set(slot(row, "badge"), "class", kind);
  useIcon(slot(row, "badge").querySelector("svg"), icon);
  write(slot(row, "state"), words.states[one.state]);
  const said = [one.why && whyOf(one.why), one.attempts > 1 && fill(words.tries, { n: one.attempts })];
  write(slot(row, "why"), said.filter(Boolean).join(" · "));
  set(row, "data-state", one.state);
  show(slot(row, "retry"), AGAIN.includes(one.state));
  write(slot(row, "retry-name"), ` ${one.subject} ${one.reader}`);
  slot(row, "retry").onclick = () => retry(one);
}

async function retry(one) {
  try {
    await api.send("POST", `/v1/deliveries/${one.id}/retry`);
    page.say(words.again);
    await read();
  } catch (error) {
    page.fail(error);
  }
}

// Older ones are put below; from then on the list stands still until it is asked for anew.
async function older() {
  const asked = filters();
  asked.set("limit", String(FULL));
  asked.set("after", next);
  const found = await api.get(`/v1/deliveries?${asked}`);
  for (const one of found.items) {
    const row = stamp("row-template");
    row.dataset.key = one.id;
    drawRow(row, one);
    at("rows").append(row);
  }
  [next, more] = [found.next, true];
  show(at("next"), Boolean(next));
}

async function save() {
  const file = await api.blob(`/v1/deliveries/export.csv?${filters()}`);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = "pengiriman.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), EVERY);
}

let typing = null;
at("filter").addEventListener("submit", (event) => event.preventDefault());
at("filter").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => read().catch(page.fail), 250);
});
at("next").addEventListener("click", () => older().catch(page.fail));
at("export").addEventListener("click", () => save().catch(page.fail));
at("new-channel").addEventListener("click", () => set_up.change(null));
setInterval(() => {
  if (document.hidden || more) return;
  Promise.all([readChannels(), read()]).catch(page.fail);
}, EVERY);
await page.load(async () => {
  await readChannels();
  await read();
});
page.face("live");
