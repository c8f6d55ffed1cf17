// The form of a registrar: an entry with its scan, forty times a day. What is alike from one letter
// to the next stays (when it came, to whom it goes); the keyboard alone is enough.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { explain, newKey } from "../console/api.js";
import { office } from "./frame.js";
import { twins } from "./entry_twins.js";
import { choosing } from "./entry_scan.js";

const at = (id) => document.getElementById(id);
const ROOT = "/v1/office/incoming";
const KEPT = ["received", "to"];
const TO = "kendali-incoming-to";
const MADE = 5;
const form = at("form");
const corrected = at("entry").dataset.incoming;

const page = await office();
const { api, words } = page;
const scan = corrected ? null : choosing(page);
const look = twins(page, form, corrected);
let [key, seen, dirty] = [newKey(), null, false];
const [made, titles] = [[], new Map()];

write(at("unit"), page.acting?.title ?? words.noPosition);
await page.load(corrected ? load : prepare);

async function load() {
  seen = await api.get(`${ROOT}/${encodeURIComponent(corrected)}?${new URLSearchParams(page.as)}`);
  for (const field of form.elements) if (field.name in seen) field.value = seen[field.name];
  form.elements.note.required = seen.state !== "recorded";
}

// Suggestions are what the unit wrote lately, and the codes and positions that there are.
async function prepare() {
  begin();
  const recent = new URLSearchParams({ ...page.as, box: "register", limit: "200" });
  const [last, receivers, codes] = await Promise.all([
    api.get(`${ROOT}?${recent}`),
    api.all("/v1/office/positions?limit=1000", 3000),
    api.all("/v1/office/classifications?limit=1000", 2000),
  ]);
  offer("senders", [...new Set(last.items.map((one) => one.sender).filter(Boolean))].map((one) => [one, ""]));
  offer("positions", receivers.map((one) => [one.code, one.title]));
  for (const one of receivers) titles.set(one.code, one.title);
  nameAddressee();
  offer("classifications", codes.map((one) => [one.code, one.title]));
}

// A code alone is easily mistyped: what it is called stands above it.
function nameAddressee() {
  if (!corrected) write(at("to-title"), titles.get(form.elements.to.value.trim()) ?? "");
}

function offer(id, named) {
  at(id).replaceChildren(...named.map(([value, label]) => Object.assign(document.createElement("option"), { value, label })));
}

function begin() {
  const kept = Object.fromEntries(KEPT.map((name) => [name, form.elements[name].value]));
  form.reset();
  form.elements.received.value = kept.received || page.today;
  form.elements.to.value = kept.to || localStorage.getItem(TO) || "";
  set(form.elements.received, "max", page.today);
  [key, dirty] = [newKey(), false];
  look.clear();
  nameAddressee();
  form.elements.sender.focus();
}

function body() {
  const said = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
  const entry = Object.fromEntries(Object.entries(said).filter(([name, value]) => value !== "" || name === "number"));
  return { ...entry, ...(corrected && { version: seen.version }), ...page.as };
}

async function save() {
  if (corrected) return api.send("PUT", `${ROOT}/${encodeURIComponent(corrected)}`, body(), { key });
  const letter = await api.send("POST", ROOT, body(), { key });
  if (form.elements.to.value) localStorage.setItem(TO, form.elements.to.value);
  return letter;
}

// The entry stands, whatever becomes of its scan: it can be put to the letter later.
async function send(next) {
  const letter = await save();
  dirty = false;
  const why = await putScan(letter);
  if (corrected || !next) return leave(letter, why);
  tell(letter, why);
  scan.clear();
  begin();
}

async function putScan(letter) {
  if (!scan?.file()) return null;
  const query = new URLSearchParams({ version: String(letter.version), ...page.as });
  try {
    await api.send("PUT", `${ROOT}/${letter.id}/scan?${query}`, scan.file(), { headers: { "Content-Type": scan.file().type } });
    return null;
  } catch (error) {
    return fill(words.scanFailed, { agenda: letter.agenda, why: explain(error, words) });
  }
}

function leave(letter, why) {
  if (why) return page.say(why, "warn", true);
  location.assign(`/office/incoming/${letter.id}`);
}

function tell(letter, why) {
  const twinned = letter.duplicates.length > 0 && fill(words.duplicate, { agendas: letter.duplicates.map((one) => one.agenda).join(", ") });
  made.unshift({ ...letter, sender: form.elements.sender.value, why: [why, twinned].filter(Boolean).join(" ") });
  show(at("made"), true);
  keep(at("made-rows"), made.slice(0, MADE), (one) => one.id, () => stamp("made-template"), (node, one) => {
    write(slot(node, "link"), fill(words.registered, one));
    set(slot(node, "link"), "href", `/office/incoming/${one.id}`);
    show(slot(node, "warn"), Boolean(one.why));
    write(slot(node, "why"), one.why);
  });
}

function refuse(error) {
  for (const { field } of error.problem?.errors ?? []) form.elements[field]?.setAttribute("aria-invalid", "true");
  const errors = (error.problem?.errors ?? []).map((one) => ({ ...one, field: words.fields[one.field] ?? one.field }));
  if (error.problem) error.problem = { ...error.problem, errors };
  write(at("alert").querySelector("span"), explain(error, words));
  show(at("alert"), true);
  form.querySelector('[aria-invalid="true"]')?.focus();
}

form.addEventListener("input", ({ target }) => {
  [key, dirty] = [newKey(), true]; // other content is another command
  target.removeAttribute("aria-invalid");
  nameAddressee();
  show(at("alert"), false);
});
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector(".btn-main"));
});
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (form.dataset.state === "sending") return; // the keys say it twice as fast as it is done
  const buttons = form.querySelectorAll("button");
  for (const one of buttons) one.disabled = true;
  set(form, "data-state", "sending");
  try {
    await send(event.submitter?.value === "next");
  } catch (error) {
    refuse(error);
  }
  for (const one of buttons) one.disabled = false;
  set(form, "data-state", "ready");
});
window.addEventListener("beforeunload", (event) => dirty && event.preventDefault());
set(form, "data-state", "ready");
page.face("live");
form.elements.sender.focus();
