// The audit log: a page of entries, older ones on demand, and the signed roots.

import { keep, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { shell } from "../console/shell.js";
import { differences } from "./changes.js";

const SIZE = 50;
const ROOTS = 12;
const at = (id) => document.getElementById(id);

const page = await shell({ topics: ["elections.audit_root_published"], onEvent });
const { api, words, fmt } = page;
let [entries, names, next, filter] = [[], {}, null, {}];

function onEvent({ topic }) {
  if (topic === "elections.audit_root_published") drawRoots().catch(page.fail);
}

async function read(after) {
  const query = new URLSearchParams({ limit: SIZE, ...filter, ...(after ? { after } : {}) });
  const found = await api.get(`/v1/audit/entries?${query}`);
  entries = after ? [...entries, ...found.items] : found.items;
  names = { ...(after ? names : {}), ...found.names };
  next = found.next;
  draw();
}

function draw() {
  keep(at("entries"), entries, (one) => one.position, () => stamp("entry-template"), drawEntry);
  show(at("entries-none"), entries.length === 0);
  show(at("more"), next !== null);
  write(at("asof"), fmt.moment(Date.now()));
}

// Who an entry is of, as people know him: an account by its name, a crew by its station.
function whose({ who, area }) {
  if (who.startsWith("crew:")) return fill(words.crew, { tps: area });
  return names[who] ?? words.machines[who] ?? who;
}

function drawEntry(item, one) {
  const who = whose(one);
  write(slot(item, "at"), `${fmt.moment(one.at)}`);
  slot(item, "at").dateTime = one.at;
  write(slot(item, "what"), words.acts[one.what] ?? one.what);
  write(slot(item, "subject"), one.subject);
  write(slot(item, "who"), who);
  const area = one.area ? fill(words.within, { area: one.area }) : words.everywhere;
  const by = fill(words.by, { who, roles: one.roles.map((role) => words.roles[role] ?? role).join(", "), area });
  const origin = one.origin ? fill(words.from, { address: one.origin }) : words.system;
  write(slot(item, "by"), `${by}, ${origin}`);
  write(slot(item, "id"), who === one.who ? "" : one.who);
  write(slot(item, "position"), fmt.count(one.position));
  write(slot(item, "hash"), one.hash);
  const rows = differences(one.before, one.after);
  show(slot(item, "table"), rows.length > 0);
  keep(slot(item, "changes"), rows, (row) => row.path, () => stamp("change-template"), (line, row) => {
    write(slot(line, "path"), row.path || (words.acts[one.what] ?? one.what));
    write(slot(line, "before"), row.before ?? words.gone);
    write(slot(line, "after"), row.after ?? words.gone);
  });
}

async function drawRoots() {
  const { items } = await api.get(`/v1/public/audit/roots?limit=${ROOTS}`);
  show(at("roots-none"), items.length === 0);
  keep(at("roots"), items, (one) => one.size, () => stamp("root-template"), (item, one) => {
    write(slot(item, "size"), fill(words.entries, { n: fmt.count(one.size) }));
    write(slot(item, "reason"), words.reasons[one.reason]);
    write(slot(item, "time"), fmt.moment(one.time));
    write(slot(item, "root"), one.root);
  });
  return items;
}

async function publish() {
  const [newest] = await drawRoots();
  const { root } = await api.send("POST", "/v1/audit/roots", {});
  const isNew = root && root.size !== newest?.size;
  page.say(isNew ? fill(words.published, { n: fmt.count(root.size) }) : root ? words.nothingNew : words.noRoot);
  await drawRoots();
}

at("filter").addEventListener("submit", (event) => {
  event.preventDefault();
  const fields = [...new FormData(event.target)].map(([name, text]) => [name, text.trim()]);
  filter = Object.fromEntries(fields.filter(([, text]) => text));
  read(null).catch(page.fail);
});
at("more").addEventListener("click", () => read(next).catch(page.fail));
at("publish").addEventListener("click", () => publish().catch(page.fail));
await page.load(() => Promise.all([read(null), drawRoots()]));
page.face("live");
