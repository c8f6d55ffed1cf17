// Search: what one may read, by its words; searches that are kept, with what is new.

import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { days, fill } from "../format.js";
import { COUNTED } from "./counters.js";
import { addressOf, asked, hit, newOf, summary } from "./found.js";
import { office } from "./frame.js";
import { whenOf } from "./heads.js";
import { filtering, later, shortcuts, walking } from "./listing.js";

const SIZE = 20;
const FRESH = 3000; // a letter to forty recipients tells forty times
const at = (id) => document.getElementById(id);
const form = at("filters");
const rows = at("rows");

const again = later(() => kept().catch(() => {}), FRESH);
const page = await office({ topics: COUNTED, onEvent: () => again() });
const { words, fmt, api } = page;
const look = { ...page, dayOf: days(document.body.dataset.timezone) };
let [turn, found, next] = [0, [], null];

await page.load(units);
const filters = filtering(form, () => search().catch(page.fail));

async function units() {
  const all = await api.all("/v1/office/units?limit=1000", 5000);
  const select = at("units");
  select.replaceChildren(select.options[0], ...all.map((one) => new Option(one.name, one.code)));
}

// ---- what was found

async function search(after = null) {
  const mine = ++turn;
  const query = form.checkValidity() ? asked(filters()) : null;
  at("keep").disabled = query === null;
  if (query === null) return take({ items: [], next: null, total: 0, more: false }, false, false);
  set(rows, "aria-busy", "true");
  try {
    const paging = { limit: SIZE, ...(after && { after }) };
    const answer = await api.get(`/v1/office/search?${new URLSearchParams({ ...page.as, ...query, ...paging })}`);
    if (mine === turn) take(answer, Boolean(after), true);
  } finally {
    if (mine === turn) set(rows, "aria-busy", "false");
  }
}

function take(answer, further, isAsked) {
  found = further ? [...found, ...answer.items] : answer.items;
  next = answer.next;
  keep(rows, found.map((one) => hit(one, words)), (one) => one.key, () => stamp("hit-template"), draw);
  show(at("ask"), !isAsked);
  show(at("nothing"), isAsked && found.length === 0);
  show(at("more"), next !== null);
  write(at("found"), isAsked ? summary({ ...answer, shown: found.length }, page) : "");
  set(document.body, "data-searched", isAsked ? (form.elements.q.value || "-") : "");
}

function draw(node, one) {
  for (const name of ["kind", "agenda", "state"]) write(slot(node, name), one[name]);
  for (const name of ["number", "subject", "sender", "excerpt"]) mark(slot(node, name), one[name]);
  set(slot(node, "subject"), "href", one.href);
  const badge = slot(node, "badge");
  show(badge, one.icon !== null);
  if (one.icon) {
    set(badge, "class", `badge badge-${one.icon}`);
    useIcon(badge.querySelector("svg"), one.icon);
    write(slot(badge, "urgency"), one.urgency);
  }
  const time = slot(node, "at");
  write(time, whenOf(one.at, look));
  set(time, "datetime", one.at);
  set(time, "title", fmt.moment(one.at));
}

// Parts go in as text, so that nothing of a letter is ever markup.
function mark(node, parts) {
  const made = parts.map(([text, isHit]) => {
    if (!isHit) return document.createTextNode(text);
    const hit = document.createElement("mark");
    hit.textContent = text;
    return hit;
  });
  node.replaceChildren(...made);
}

at("more").onclick = () => search(next).catch(page.fail);

// ---- searches that are kept

async function kept() {
  const { items } = await api.get(`/v1/office/searches?${new URLSearchParams(page.as)}`);
  show(at("kept"), items.length > 0);
  keep(at("kept-list"), items, (one) => one.id, () => stamp("kept-template"), drawKept);
}

function drawKept(node, one) {
  write(slot(node, "name"), one.name);
  write(slot(node, "new"), newOf(one, page));
  const link = slot(node, "open");
  set(link, "href", addressOf(one));
  link.onclick = (event) => open(event, one);
  write(slot(node, "forget-name"), fill(words.forget, one));
  slot(node, "forget").onclick = () => forget(one).catch(page.fail);
}

// What is new is counted from now; the search is opened whatever becomes of that.
async function open(event, one) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    await api.send("POST", `/v1/office/searches/${one.id}/opening`, { ...page.as });
  } finally {
    location.assign(addressOf(one));
  }
}

async function forget(one) {
  const query = new URLSearchParams(page.as);
  await api.send("DELETE", `/v1/office/searches/${one.id}?${query}`);
  page.say(fill(words.forgotten, one));
  await kept();
}

at("keep").onclick = () => {
  const naming = at("naming");
  const name = naming.querySelector("[name]");
  name.value = form.elements.q.value.slice(0, 100);
  naming.returnValue = "";
  naming.showModal();
  name.select();
};

at("naming").addEventListener("close", async ({ target }) => {
  const name = target.querySelector("[name]").value.trim();
  const query = asked(filters());
  if (target.returnValue !== "save" || !name || query === null) return;
  try {
    await api.send("POST", "/v1/office/searches", { ...page.as, name, query });
    page.say(fill(words.kept, { name }));
    await kept();
  } catch (error) {
    page.fail(error);
  }
});

if (["box", "unit", "classification", "security", "urgency", "state", "since", "until"].some((one) => filters()[one])) at("narrow").open = true;
walking(rows);
shortcuts({ "/": () => form.elements.q.focus() });
await page.load(() => Promise.all([kept(), search()]));
form.elements.q.focus();
page.face("live");
