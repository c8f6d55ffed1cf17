// What I was told, the newest first; it comes in as it is told, and says what I have not read.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { shell } from "../console/shell.js";

const ROOT = "/v1/me/inbox";
const TOLD = "notifications.person_told";
const SEVERITY = { info: "badge", minor: "badge badge-info", major: "badge badge-warn", critical: "badge badge-crit" };
const FULL = 30;
const at = (id) => document.getElementById(id);

const page = await shell({ topics: [TOLD], onEvent });
const { api, words, fmt } = page;
let [shown, next] = [FULL, null];

function onEvent({ topic }) {
  if (topic === TOLD || topic === "snapshot") read().catch(page.fail);
}

async function read() {
  const found = await api.get(`${ROOT}?limit=${shown}`);
  keep(at("list"), found.items, (one) => one.id, () => stamp("told-template"), draw);
  next = found.next;
  show(at("next"), Boolean(next));
  show(at("none"), found.items.length === 0);
  show(at("all"), found.unread > 0);
  show(at("unread"), found.unread > 0);
  write(at("unread"), fill(words.unread, { n: fmt.count(found.unread) }));
  set(at("inbox"), "data-unread", String(found.unread));
  set(at("inbox"), "data-state", "live");
}

function draw(item, one) {
  const subject = one.exercise ? `${words.exercise}: ${one.subject}` : one.subject;
  set(item, "data-read", String(one.read_at !== null));
  write(slot(item, "subject"), subject);
  write(slot(item, "time"), fmt.moment(one.told_at));
  set(slot(item, "time"), "datetime", one.told_at);
  set(slot(item, "severity"), "class", SEVERITY[one.severity]);
  write(slot(item, "severity"), words.severities[one.severity]);
  write(slot(item, "text"), one.text);
  // Only a page of this system: what is told may come from outside.
  const inside = /^\/(?!\/)/.test(one.link);
  show(slot(item, "link"), inside);
  if (inside) set(slot(item, "link"), "href", one.link);
  write(slot(item, "link-name"), ` ${subject}`);
  show(slot(item, "read"), one.read_at === null);
  write(slot(item, "read-name"), ` ${subject}`);
  slot(item, "read").onclick = () => act(`${ROOT}/${one.id}/read`);
  slot(item, "link").onclick = () => api.send("POST", `${ROOT}/${one.id}/read`).catch(() => {});
}

async function act(path) {
  try {
    await api.send("POST", path);
    await read();
  } catch (error) {
    page.fail(error);
  }
}

at("all").addEventListener("click", () => act(`${ROOT}/read`));
at("next").addEventListener("click", () => {
  shown += FULL;
  read().catch(page.fail);
});
await page.load(read);
page.face("live");
