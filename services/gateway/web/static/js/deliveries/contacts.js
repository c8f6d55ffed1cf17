// One's own addresses, in the order in which they are used, and how one wants to be told.

import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { fill } from "../format.js";
import { shell } from "../console/shell.js";
import { pushing } from "./push.js";

const ROOT = "/v1/me/contacts";
const MODES = { email: "email", phone: "tel", chat: "numeric", topic: "text" };
const at = (id) => document.getElementById(id);

const page = await shell();
const { api, words, fmt } = page;
let found = { items: [], channels: [], preferences: {} };
const push = await pushing({ words: words.push, add: addBrowser, verify: prove, renew: renewBrowser, read: () => read().catch(page.fail) });

async function read() {
  draw(await api.get(ROOT));
}

function draw(next) {
  found = next;
  const { items, preferences } = found;
  const channels = found.channels.filter((one) => one.address !== "push");
  keep(at("list"), items, (one) => one.id, () => stamp("contact-template"), drawContact);
  show(at("none"), items.length === 0 && found.channels.length > 0);
  show(at("no-channels"), found.channels.length === 0);
  show(at("add"), channels.length > 0);
  const names = channels.map((one) => [one.name, words.kinds[one.kind]]);
  const chosen = at("channel").value;
  const label = ([name, kind]) => (names.filter((other) => other[1] === kind).length > 1 ? `${kind} (${name})` : kind);
  at("channel").replaceChildren(...names.map((one) => new Option(label(one), one[0], false, one[0] === chosen)));
  hint();
  push.draw(found);
  const form = at("wishes").elements;
  for (const name of ["language", "quiet_from", "quiet_until"]) form[name].value = preferences[name] ?? "";
  form.digest.checked = preferences.digest;
  set(at("contacts"), "data-state", "live");
}

function hint() {
  const channel = found.channels.find((one) => one.name === at("channel").value);
  if (!channel) return;
  at("address").placeholder = words.hints[channel.address] ?? "";
  set(at("address"), "inputmode", MODES[channel.address] ?? "text");
}

function drawContact(item, one, place) {
  const sure = one.verified_at !== null;
  const browser = one.kind === "webpush";
  const kind = words.kinds[one.kind] ?? one.channel;
  write(slot(item, "address"), browser ? kind : one.address);
  write(slot(item, "channel"), browser ? one.address : kind);
  set(slot(item, "badge"), "class", sure ? "badge badge-ok" : "badge badge-warn");
  useIcon(slot(item, "badge").querySelector("svg"), sure ? "ok" : "warn");
  write(slot(item, "state"), sure ? fill(words.verified, { time: fmt.moment(one.verified_at) }) : words.unverified);
  show(slot(item, "verify"), !sure);
  const least = slot(item, "least");
  if (!least.options.length) least.replaceChildren(...Object.entries(words.severities).map(([value, name]) => new Option(name, value)));
  least.value = one.least;
  set(item, "data-verified", String(sure));
  slot(item, "up").disabled = place === 0;
  slot(item, "down").disabled = place === found.items.length - 1;
  slot(item, "up").onclick = () => move(place, place - 1);
  slot(item, "down").onclick = () => move(place, place + 1);
  slot(item, "remove").onclick = () => remove(one);
  least.onchange = () => put(found.items.map((other) => (other.id === one.id ? { ...other, least: least.value } : other)));
  slot(item, "verify").onsubmit = (event) => verify(event, one);
  slot(item, "code").onclick = () => act(async () => {
    await api.send("POST", `${ROOT}/${one.id}/code`);
    page.say(words.added);
  });
}

// Says whether it was done.
async function act(task) {
  try {
    await task();
    return true;
  } catch (error) {
    page.fail(error);
    return false;
  }
}

function move(from, to) {
  const items = [...found.items];
  items.splice(to, 0, ...items.splice(from, 1));
  return put(items);
}

// The answer to a command is masked, as it is kept: so the list is read anew.
function put(items, said = words.saved, preferences = found.preferences, more = []) {
  const contacts = [...items.map(({ id, least }) => ({ id, least })), ...more];
  return act(async () => {
    await api.send("PUT", ROOT, { contacts, preferences });
    page.say(said);
    await read();
  });
}

async function remove(one) {
  await put(found.items.filter((other) => other.id !== one.id), words.removed);
  if (!found.items.some((other) => other.id === one.id)) await push.ended(one.id);
}

async function verify(event, one) {
  event.preventDefault();
  const { code } = Object.fromEntries(new FormData(event.target));
  await prove(one.id, code);
  event.target.reset();
}

function prove(id, code) {
  return act(async () => {
    const answer = await api.send("POST", `${ROOT}/${id}/verify`, { code });
    if (answer.verified) page.say(words.right);
    else page.say(words.wrong, "warn", true);
    await read();
  });
}

async function add(event) {
  event.preventDefault();
  const { channel, address } = Object.fromEntries(new FormData(event.target));
  const before = found.items.length;
  await put(found.items, words.added, found.preferences, [{ channel, address }]);
  if (found.items.length > before) at("address").value = "";
}

// Gives the contact that this browser is now, or null.
async function addBrowser(channel, address) {
  const before = new Set(found.items.map((one) => one.id));
  await put(found.items, words.push.waiting, found.preferences, [{ channel, address }]);
  return found.items.find((one) => !before.has(one.id))?.id ?? null;
}

// The browser's subscription is another one than it was: that one ends, and this one is proven.
function renewBrowser(id, address) {
  return act(async () => {
    await api.send("PUT", `${ROOT}/${id}/address`, { address });
    page.say(words.push.waiting);
    await read();
  });
}

function wish(event) {
  event.preventDefault();
  const form = event.target.elements;
  const clock = (name) => form[name].value || null;
  const preferences = { language: form.language.value, quiet_from: clock("quiet_from"), quiet_until: clock("quiet_until"), digest: form.digest.checked };
  return put(found.items, words.saved, preferences);
}

at("channel").addEventListener("change", hint);
at("add").addEventListener("submit", add);
at("wishes").addEventListener("submit", wish);
await page.load(read);
page.face("live");
