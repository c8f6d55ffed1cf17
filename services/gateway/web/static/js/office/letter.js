// One letter: read, judged, signed, sent. What may be done is what the API says may be done.

import { draw, entitle, keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { fill } from "../format.js";
import { explain } from "../console/api.js";
import { dispositionTree, TREE_TOPICS } from "./disposition_tree.js";
import { office } from "./frame.js";
import { filing } from "./filing.js";
import { giving } from "./giving.js";
import { steps } from "./letter_steps.js";
import { deeds, fileOf, gathered, ladder, numberOf, otherDid, paperOf, recipients, standing } from "./letter_view.js";
import { paper } from "./paper.js";
import { puttingIn } from "./putting_in.js";
import { drawReferences } from "./references.js";
import { versions } from "./versions.js";

const TOPICS = [
  "letter_submitted", "letter_initialled", "letter_sent_back", "letter_refused", "letter_cancelled",
  "letter_signed", "letter_signing_failed", "letter_voided", "letter_sent", "letter_received",
  "letter_read", "letter_followed_up", "letter_corrected", "letter_withdrawn",
];
const PAUSE = 400;
const ICONS = { sign: "sign", initial: "check", send: "send", submit: "up", change: "doc", follow_up: "ok", dispose: "flow", archive: "layers" };
const at = (id) => document.getElementById(id);
const { letter: id } = document.getElementById("letter").dataset;
const path = `/v1/office/letters/${encodeURIComponent(id)}`;

let [letter, acts, files, shown, papers, trees] = [null, [], [], null, "", []];
let [timer, kinds] = [null, new Map()];

const page = await office({ topics: [...TOPICS, ...TREE_TOPICS.map((one) => one.replace("eoffice.", ""))].map((one) => `eoffice.${one}`), onEvent: heard });
const { api, words, fmt } = page;
const query = new URLSearchParams(page.as);
const takes = steps(page, { read: refresh, refused });

async function read() {
  const [found, added] = await Promise.all([api.get(`${path}?${query}`), api.get(`${path}/attachments?${query}`)]);
  [letter, files] = [found, added.items];
  acts = await happened();
  show(at("conflict"), false);
  drawAll();
}

// What was done with it is for those on its way.
async function happened() {
  const asked = new URLSearchParams({ limit: "1000", ...page.as });
  return letter.inside ? api.all(`${path}/history?${asked}`) : [];
}

// A tree that is not for who looks is none.
function hidden(error) {
  if (error.status !== 404) throw error;
  return null;
}

function drawAll() {
  set(document.body, "data-state", letter.state);
  set(document.body, "data-version", String(letter.version));
  drawReferences(at("references"), letter.references ?? [], words.letter.related);
  show(at("references-section"), Boolean(letter.references?.length));
  drawHead();
  drawNotes();
  drawLadder();
  drawRecipients();
  drawFiles();
  drawHistory();
  drawActs();
  versions(page, letter, path, shown?.bar);
}

function drawHead() {
  write(at("subject"), letter.subject || words.letter.untitled);
  entitle(letter.subject || words.letter.untitled);
  write(at("kind"), kinds.get(letter.kind) ?? letter.kind);
  write(at("number"), numberOf(letter, words.letter));
  at("number").toggleAttribute("data-given", Boolean(letter.number));
  const { icon, badge } = standing(letter);
  mark("state", words.letter.states[letter.state], icon, badge);
  const urgent = { urgent: ["warn", "badge badge-warn"], very_urgent: ["crit", "badge badge-crit"] }[letter.urgency];
  show(at("urgency"), Boolean(urgent));
  if (urgent) mark("urgency", words.letter.urgencies[letter.urgency], ...urgent);
  show(at("due"), Boolean(letter.due));
  if (letter.due) mark("due", fill(words.letter[letter.overdue ? "late" : "due"], { day: fmt.date(letter.due) }), letter.overdue ? "warn" : "wait", letter.overdue ? "badge badge-warn" : "badge");
  show(at("security"), letter.security !== "ordinary");
  write(slot(at("security"), "word"), words.letter.securities[letter.security]);
}

function mark(name, text, icon, badge) {
  const node = at(name);
  set(node, "class", badge);
  useIcon(node.querySelector("svg"), icon);
  write(slot(node, "word"), text);
}

function drawNotes() {
  const known = words.letter.notes[letter.state];
  const given = letter.initials.filter((one) => one.note).map((one) =>
    fill(words.letter.noteOf, { title: letter.titles[one.position] ?? one.position, note: one.note }));
  const notes = [...(letter.note && known ? [fill(known, { note: letter.note })] : []), ...given];
  show(at("note"), notes.length > 0);
  write(slot(at("note"), "text"), notes.join("\n"));
  const other = letter.withdrawn_by ?? letter.corrected_by;
  show(at("relation"), Boolean(other));
  if (!other) return;
  write(slot(at("relation"), "text"), letter.withdrawn_by ? words.letter.withdrawn : words.letter.corrected);
  set(slot(at("relation"), "link"), "href", `/office/letters/${other}`);
}

function drawLadder() {
  keep(at("ladder"), ladder(letter, acts, page.acting?.position), (one) => one.key, () => stamp("ladder-template"), (node, one) => {
    set(node, "data-state", one.state);
    useIcon(node.querySelector("svg"), one.icon);
    const title = one.title ?? words.letter.rungs.sending;
    write(slot(node, "title"), one.mine ? fill(words.letter.you, { title }) : title);
    const capacity = one.capacity ? `${words.capacities[one.capacity]}, ` : "";
    const said = fill(words.letter.rungs[one.word], { time: one.at ? fmt.moment(one.at) : "", ...goesTo() });
    write(slot(node, "word"), capacity + (one.noted ? fill(words.letter.withNote, { said }) : said));
  });
}

function goesTo() {
  const { to, copies } = letter;
  const first = to[0]?.name ?? "";
  const others = fill(words.letter.andOthers, { name: first, n: fmt.count(to.length - 1) });
  const all = to.length > 1 ? others : first;
  return { to: copies.length ? fill(words.letter.andCopies, { to: all, n: fmt.count(copies.length) }) : all };
}

function drawRecipients() {
  const all = recipients(letter);
  show(at("received-section"), all.length > 0);
  keep(at("recipients"), all, (one) => one.key, () => stamp("recipient-template"), (node, one) => {
    set(node, "data-state", one.word ?? "");
    write(slot(node, "name"), one.name);
    show(slot(node, "copy"), one.copy);
    const known = one.word ? fill(words.letter.deliveries[one.word], { time: one.at ? fmt.moment(one.at) : "" }) : "";
    show(slot(node, "word"), Boolean(known));
    write(slot(node, "word"), known);
    show(slot(node, "said"), Boolean(one.note));
    write(slot(node, "said"), one.note);
    show(slot(node, "arrived"), one.arrives);
    slot(node, "arrived").onclick = () => takes.arrive(letter, one);
  });
}

function drawFiles() {
  show(at("attachments-section"), files.length > 0);
  keep(at("attachments"), files, (one) => one.id, () => stamp("attachment-template"), (node, one) => {
    write(slot(node, "name"), one.name);
    write(slot(node, "size"), fill(words.letter.size, { n: fmt.count(Math.max(1, Math.round(one.size / 1024))) }));
    node.querySelector("button").onclick = () => save(one).catch(page.fail);
  });
}

async function save(one) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await api.blob(`${path}/attachments/${encodeURIComponent(one.id)}?${query}`));
  link.download = one.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function drawHistory() {
  const file = fileOf(acts);
  show(at("file-section"), Boolean(file));
  write(at("file"), file?.code ?? "");
  show(at("history-section"), acts.length > 0);
  const numbered = gathered(acts).map((one, place) => ({ ...one, place }));
  keep(at("history"), numbered, (one) => one.place, () => stamp("act-template"), (node, one) => {
    write(slot(node, "what"), `${words.letter.acts[one.what] ?? one.what}${one.times > 1 ? ` (${fmt.count(one.times)})` : ""}`);
    const who = one.position ? (letter.titles[one.position] ?? one.position) : words.letter.system;
    write(slot(node, "who"), [who, one.position ? one.person : null, fmt.moment(one.at)].filter(Boolean).join(", "));
  });
}

function drawActs() {
  const all = deeds(letter, acts).filter((one) => one.verb !== "sign" || page.acting);
  keep(at("acts"), all, (one) => one.verb, made, (node, one) => {
    set(node, "class", one.main ? "btn btn-main btn-lg" : one.grave ? "btn btn-danger" : "btn");
    write(slot(node, "verb"), words.letter.verbs[letter.state === "signing_failed" && one.verb === "sign" ? "sign_again" : one.verb]);
    if (one.href) set(node, "href", one.href);
    else node.onclick = () => act(one).catch(page.fail);
  });
  set(at("acts"), "data-may", all.map((one) => one.verb).join(" "));
}

function made({ href, verb }) {
  const node = document.createElement(href ? "a" : "button");
  if (!href) node.type = "button";
  set(node, "data-verb", verb);
  if (ICONS[verb]) {
    const icon = draw("svg", { class: "i", "aria-hidden": "true" });
    icon.append(draw("use", { href: `#i-${ICONS[verb]}` }));
    node.append(icon);
  }
  const text = document.createElement("span");
  set(text, "data-slot", "verb");
  node.append(text);
  return node;
}

async function act(one) {
  if (one.verb === "sign") return takes.sign(letter);
  if (one.verb === "archive") return (await filing(page, letter)) && refresh();
  if (one.verb === "put_number_in") return (await puttingIn(page, letter).catch(refused)) && numbered();
  if (one.verb !== "dispose") return takes.take(letter, one);
  const given = await giving(page, { kind: "letter", id, version: letter.version });
  if (given) await drawTrees();
}

// A number that was put in stands on the paper too.
function numbered() {
  papers = "";
  return refresh();
}

// Somebody was faster: who, and what there is now, is offered and not forced on who reads.
async function refused(error) {
  if (error.status !== 412) return page.say(explain(error, words), "warn", true);
  const latest = (await happened().catch(() => [])).at(-1);
  const who = latest && fill(words.letter.changedBy, {
    who: letter.titles[latest.position] ?? latest.position ?? words.letter.system,
    what: words.letter.acts[latest.what] ?? latest.what,
    time: fmt.moment(latest.at),
  });
  write(slot(at("conflict"), "text"), who ?? words.letter.changed);
  show(at("conflict"), true);
}

function heard({ topic, data: envelope }) {
  if (!letter) return;
  if (topic === "snapshot") return later();
  const { data } = envelope;
  if (data.letter !== letter.id) return;
  if (TREE_TOPICS.includes(topic)) return drawTrees().catch(page.fail);
  const said = otherDid({ topic, data }, letter, page.acting?.position, words.letter);
  if (said) page.say(said, "info");
  later();
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(() => refresh().catch(page.fail), PAUSE);
}

async function refresh() {
  await read();
  await drawPaper();
}

async function drawPaper() {
  const wanted = paperOf(letter, page.as);
  if (papers === `${wanted}#${letter.draft}`) return;
  papers = `${wanted}#${letter.draft}`;
  if (shown) await shown.show(wanted);
  else shown = await paper(at("paper"), wanted);
  versions(page, letter, path, shown.bar);
}

// What was given on the letter here, and on the one that it answers.
async function drawTrees() {
  const origin = letter.references?.find((one) => ["letter", "incoming"].includes(one.kind));
  const wanted = [["tree", { kind: "letter", id }], ...(origin ? [["origin", { kind: origin.kind, id: origin.id }]] : [])];
  if (letter.state !== "sent") wanted.shift();
  if (origin) write(at("origin-name"), origin.title);
  trees = await Promise.all(wanted.map(async ([place, about]) => {
    const tree = await dispositionTree(at(place), page, about).catch(hidden);
    show(at(`${place}-section`), Boolean(tree?.items().length));
    return tree;
  }));
}

// The list that one came from, or the front page.
function back() {
  const from = document.referrer ? new URL(document.referrer) : null;
  if (from?.origin !== location.origin || !from.pathname.startsWith("/office")) return;
  if (from.pathname !== location.pathname) set(at("back"), "href", from.pathname + from.search);
}

async function titles() {
  const title = document.documentElement.lang === "en" ? "title_en" : "title";
  return new Map((await api.get("/v1/office/letters/kinds")).items.map((one) => [one.kind, one[title] ?? one.title]));
}

async function opened() {
  if (!letter.may.includes("read")) return;
  await api.send("POST", `${path}/reading`, { ...page.as });
  await read();
}

back();
kinds = await page.load(titles);
await page.load(read);
page.face("live");
at("conflict-load").onclick = () => refresh().catch(page.fail);
drawPaper().catch(page.fail);
await Promise.all([opened(), drawTrees()]).catch(page.fail);
set(document.body, "data-opened", "");
