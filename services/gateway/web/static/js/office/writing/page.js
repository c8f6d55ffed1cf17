// A draft being written: its parts, each change saved by itself, and handed up once it is whole.

import { set, show, slot, stamp, useIcon, write, keep } from "../../dom.js";
import { asked } from "../../console/dialog.js";
import { explain } from "../../console/api.js";
import { fill } from "../../format.js";
import { office } from "../frame.js";
import { addressing, wayOf } from "./addressing.js";
import { clash } from "./clash.js";
import { company } from "./company.js";
import { bodyOf, contentOf, missing, same } from "./draft.js";
import { editor } from "./editor.js";
import { files } from "./files.js";
import { groups } from "./groups.js";
import { forgetOld, kept } from "./kept.js";
import { outlook } from "./outlook.js";
import { people } from "./people.js";
import { previewing } from "./previewing.js";
import { relating } from "./related.js";
import { saving } from "./saving.js";
import { picks, suggest } from "../../console/suggest.js";

const at = (id) => document.getElementById(id);
const root = at("writing");
const id = root.dataset.letter;
const place = `/v1/office/letters/${encodeURIComponent(id)}`;
const ICONS = { saved: "ok", untouched: "ok", saving: "sync", unsaved: "wait", away: "warn", changed: "warn", refused: "warn", over: "lock" };
const english = document.documentElement.lang === "en" ? "_en" : "";

const page = await office();
const { api, words, fmt } = page;
let letter = await page.load(() => api.get(place));
if (!["draft", "revision"].includes(letter.state) || !page.positions.some((one) => one.position === letter.drafter)) {
  location.replace(`/office/letters/${id}`);
}
page.as = { as: letter.drafter };
const known = people(page);
const local = kept(localStorage, id);
forgetOld(localStorage);

const draft = { id, content: contentOf(letter), outlook: null, earlier: "", put };
let base = draft.content; // what the server has
let kind = null;
const [draw, texts] = [{}, {}];

// ---- saving

const saver = saving({
  version: letter.version,
  async send(content, version, key) {
    const answer = await api.send("PUT", place, { ...bodyOf(content), version, ...page.as }, { key });
    base = content;
    return answer.version;
  },
  tell,
});

function put(part, value) {
  if (same(draft.content[part], value)) return;
  take({ ...draft.content, [part]: value });
  drawPart(part);
}

// Go on with this writing: kept here at once, sent soon.
function take(content) {
  draft.content = content;
  local.put(content, saver.version(), base);
  saver.touch(content);
  foresee(content);
}

function tell({ state, at: time, error }) {
  if (state === "saved") {
    local.forget();
    renewed();
  }
  const why = error ? explain(error, words) : "";
  write(slot(at("save"), "text"), fill(words.states[state], { time: time ? fmt.seconds(time) : "", why }));
  useIcon(at("save").querySelector("svg"), ICONS[state]);
  set(root, "data-save", state);
  set(root, "data-version", String(saver?.version() ?? letter.version));
  show(at("clashed"), state === "changed");
  if (state === "over") text.lock(true);
}

async function settle() {
  if (await saver.now()) return true;
  page.say(slot(at("save"), "text").textContent, "warn", true);
  return false;
}

// ---- two writings

async function latest() {
  letter = await api.get(`${place}?${new URLSearchParams(page.as)}`);
  return contentOf(letter);
}

async function choose(before, mine) {
  const theirs = await latest();
  await known.learn([mine.signer, theirs.signer, ...(mine.ladder ?? []), ...(theirs.ladder ?? [])]);
  const chosen = same(before, mine) ? theirs : await clash(words, known, { base: before, mine, theirs });
  if (!chosen) return false;
  base = theirs;
  saver.resume(letter.version, null);
  show(at("clashed"), false);
  show(at("newer"), false);
  if (same(chosen, theirs)) {
    draft.content = theirs;
    local.forget();
  } else take(chosen);
  drawAll();
  return true;
}

at("clash-open").addEventListener("click", () => choose(base, draft.content).catch(page.fail));
at("newer").addEventListener("click", () => choose(base, draft.content).catch(page.fail));

function offerKept() {
  const found = local.get();
  if (!found || same(found.content, draft.content)) return local.forget();
  write(slot(at("kept"), "text"), fill(words.kept, { time: fmt.moment(found.at) }));
  show(at("kept"), true);
  at("kept-drop").onclick = () => {
    local.forget();
    show(at("kept"), false);
    text.focus();
  };
  at("kept-use").onclick = async () => {
    show(at("kept"), false);
    if (found.version === saver.version()) {
      take(found.content);
      drawAll();
    } else if (!(await choose(found.base, found.content))) show(at("kept"), true);
  };
}

function others({ writers, version }) {
  const [first] = writers;
  const mine = first?.person === page.me.name;
  const said = first ? fill(mine ? words.myself : words.company, { person: first.person, title: known.titleOf(first.position), time: fmt.minutes(first.since) }) : "";
  const newer = version > saver.version() && !saver.isDirty();
  write(slot(at("company"), "text"), [newer ? words.newer : "", said].filter(Boolean).join(" "));
  show(at("newer"), newer);
  show(at("company"), Boolean(said) || newer);
}

// ---- what is drawn

const text = editor(at("body"), at("commands"), { body: draft.content.body, label: words.parts.body, changed: (html) => put("body", html) });
const addressed = addressing(page, draft, known);
const foresee = outlook(page, draft, () => {
  for (const part of ["ladder", "signer"]) addressed(part);
  write(at("number"), draft.outlook.number || words.numberLater);
  if (!at("missing").hidden) check();
});
const attached = files(page, draft, saver);
const renewed = previewing(page, { place, saver, settle });
draw.references = draw.refers_to = relating(page, draft);
for (const part of ["to", "copies", "ladder", "coordination", "signer", "form"]) draw[part] = () => addressed(part);
draw.subject = () => {
  if (at("subject").value !== draft.content.subject) at("subject").value = draft.content.subject;
  write(at("name"), draft.content.subject || fill(words.untitled, { kind: kind[`title${english}`] }));
};
draw.body = () => text.html() !== draft.content.body && text.put(draft.content.body);
draw.fields = drawFields;
draw.classification = drawClassification;
for (const axis of ["security", "urgency"]) {
  const inputs = [...document.querySelectorAll(`input[name="${axis}"]`)];
  draw[axis] = () => inputs.forEach((one) => {
    one.checked = one.value === draft.content[axis];
  });
  for (const one of inputs) one.addEventListener("change", () => put(axis, one.value));
}

function drawPart(part) {
  // The editor says itself what stands in it.
  if (part !== "body") draw[part]();
  if (!at("missing").hidden) check();
}

function drawAll() {
  for (const part of Object.keys(draw)) draw[part]();
}

function drawFields() {
  show(at("part-fields"), kind.fields.length > 0);
  keep(at("part-fields"), kind.fields, (one) => one.name, () => stamp("field-template"), (node, one) => {
    const title = one[`title${english}`];
    const input = node.querySelector("textarea");
    write(slot(node, "title"), one.required ? title : fill(words.optional, { title }));
    input.id = `field-${one.name}`;
    const value = draft.content.fields[one.name] ?? "";
    if (input.value !== value && input !== document.activeElement) input.value = value;
    input.oninput = () => put("fields", { ...draft.content.fields, [one.name]: input.value });
  });
}

function drawClassification() {
  const code = draft.content.classification;
  picks(at("classification"), words, { items: code ? [{ key: code, title: code, note: texts[code] ?? "" }] : [], remove: () => put("classification", "") });
  show(at("classification-search"), !code);
}

async function codes(q) {
  const { items } = await api.get(`/v1/office/classifications?${new URLSearchParams({ limit: "15", ...(q && { q }) })}`);
  for (const one of items) texts[one.code] = one.title;
  const typed = /^\d{3}(\.\d{1,3}){0,5}$/.test(q) && !items.some((one) => one.code === q) ? [{ key: q, title: q, note: "" }] : [];
  return [...items.map((one) => ({ key: one.code, title: one.code, note: one.title })), ...typed];
}
suggest(at("classification-search"), { find: codes, none: words.nothingFound, fail: page.fail, choose: ({ key }) => put("classification", key) });
at("subject").addEventListener("input", () => put("subject", at("subject").value));

// ---- handing up

function check() {
  const found = missing(draft.content, kind.fields, draft.outlook);
  const forms = words.missing;
  write(at("missing-title"), fmt.counted(forms, found.length));
  show(at("missing"), found.length > 0);
  keep(at("missing-list"), found, (one) => `${one.part}/${one.field ?? ""}`, () => stamp("missing-template"), (node, one) => {
    const title = one.field ? kind.fields.find((field) => field.name === one.field)[`title${english}`] : words.parts[one.part];
    write(slot(node, "go"), title);
    slot(node, "go").onclick = () => go(one);
  });
  const parts = new Set(found.map((one) => `part-${one.part}`));
  for (const node of document.querySelectorAll(".part")) node.classList.toggle("is-missing", parts.has(node.id));
  return found;
}

function go({ part, field }) {
  if (part === "body") return text.focus();
  const node = field ? at(`field-${field}`) : at(`part-${part}`).querySelector("input:not([hidden]), select, button");
  node.scrollIntoView({ block: "center" });
  node.focus();
}

async function submit() {
  await attached.settled();
  await foresee.now();
  const [first] = check();
  if (first) return go(first);
  if (!(await settle())) return;
  write(at("sure-way"), wayOf(draft.content, draft.outlook, known, words));
  if (!(await asked(at("sure")))) return;
  await saver.beside((version) => api.send("POST", `${place}/submission`, { version, ...page.as }));
  local.forget();
  location.assign(`/office/letters/${id}`);
}

at("submit").addEventListener("click", () => submit().catch(page.fail));

// ---- begin

[kind] = await page.load(() =>
  Promise.all([
    api.get(`${place}/kind?${new URLSearchParams(page.as)}`),
    known.learn([letter.drafter, letter.signer, ...letter.coordination, ...(letter.ladder ?? []), ...[...letter.to, ...letter.copies].map((one) => one.code)]),
    attached.read(),
    letter.classification && codes(letter.classification),
  ]));
if (letter.refers_to) {
  const earlier = await api.get(`/v1/office/letters/${letter.refers_to.letter}?${new URLSearchParams(page.as)}`).catch(() => null);
  draft.earlier = earlier?.number ?? earlier?.subject ?? "";
}
groups(page, draft, known);
write(at("kind-title"), kind[`title${english}`]);
write(slot(at("returned"), "text"), letter.note);
show(at("returned"), letter.state === "revision");
await foresee.now();
drawAll();
tell({ state: "untouched" });
offerKept();
addEventListener("online", () => saver.isDirty() && saver.now());
addEventListener("beforeunload", (event) => saver.isDirty() && event.preventDefault());
page.face("live");
company(page, id, others);
