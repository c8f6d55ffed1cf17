// The page: which view it shows, what the phone keeps, and when it tries to send.

import { set, show, slot, write } from "../dom.js";
import { addLanguage } from "./language.js";
import { handIn } from "./actions.js";
import { make } from "./build.js";
import { queueView, receiptView } from "./queue.js";
import { sendAll } from "./sender.js";
import { Sheet } from "./sheet.js";
import { signInView } from "./signin.js";
import * as store from "./store.js";
import { district, fill, short, title, words } from "./words.js";

const CALM = 90_000; // how often the centre is asked for news while nothing waits
const $ = (id) => document.getElementById(id);
const state = { crew: null, items: [], photos: [], records: {}, link: { link: "on", tries: 0, at: 0, blocked: "" }, contest: "" };
let sheets = [];
let askedAt = 0;
let loading = null;

export async function start() {
  await addLanguage();
  await load();
  store.onChange(() => soon());
  addEventListener("hashchange", () => draw());
  addEventListener("online", () => kick());
  addEventListener("offline", () => band());
  document.addEventListener("visibilitychange", () => document.hidden || kick());
  setInterval(tick, 1000);
  kick();
}

// Several changes at once are one drawing.
function soon() {
  loading ??= Promise.resolve().then(() => {
    loading = null;
    return load();
  });
}

async function load() {
  const [crew, records, link, items, photos] = await Promise.all([
    store.get("meta", "crew"), store.get("meta", "records"), store.get("meta", "link"), store.all("items"), store.all("photos"),
  ]);
  const before = state.items;
  Object.assign(state, { crew: crew ?? null, records: records ?? {}, link: link ?? state.link, items, photos });
  if (crew && !sheets.length) await open(crew);
  for (const sheet of sheets) sheet.update(items, photos);
  arrived(before);
  draw();
}

async function open(crew) {
  const drafts = new Map((await store.all("drafts")).map((draft) => [draft.contest, draft]));
  sheets = crew.contests.map((contest) => new Sheet(crew, contest, drafts.get(contest.id), hand));
  state.contest = crew.contests[0].id;
  for (const sheet of sheets) sheet.check(sheets.filter((other) => other !== sheet));
}

async function hand(contest, figures, cleared, kind) {
  await handIn(state.crew, contest, figures, cleared, kind);
  await load();
  location.hash = "#queue";
  kick();
}

// Who watches the queue is shown the receipt of what was accepted just now, once no other form waits
// or has trouble.
function arrived(before) {
  const waited = new Set(before.filter((one) => one.state === "waiting").map((one) => one.id));
  const item = state.items.findLast((one) => one.state === "accepted" && waited.has(one.id));
  const calm = state.items.every((one) => one.state === "accepted");
  if (item && calm && document.body.dataset.view === "queue") location.hash = `#receipt/${item.id}`;
}

export async function kick() {
  askedAt = Date.now();
  const outcome = await sendAll();
  if (outcome === "busy") return;
  await load();
}

function tick() {
  const { link, crew } = state;
  if (!crew || document.hidden) return;
  const due = link.link === "off" ? Date.now() >= link.at : Date.now() - askedAt > CALM;
  const fresh = waits("waiting") && link.link === "on" && !link.blocked && Date.now() - askedAt > 5000;
  if ((due && navigator.onLine) || fresh) kick();
  band();
}

function route() {
  const [view, id] = location.hash.slice(1).split("/");
  if (!state.crew || view === "enrol") return ["enrol"];
  if (view === "queue") return ["queue"];
  const item = view === "receipt" && state.items.find((one) => one.id === id && one.answer);
  if (item) return ["receipt", item];
  if (view === "form" && sheets.some((sheet) => sheet.contest.id === id)) state.contest = id;
  return ["form"];
}

function draw() {
  const [view, item] = route();
  const before = document.body.dataset.view;
  set(document.body, "data-view", view);
  for (const node of document.querySelectorAll("[data-in]")) show(node, node.dataset.in.split(" ").includes(view));
  head(view);
  band();
  if (view === "enrol" && before !== "enrol") $("enrol").replaceChildren(...signInView(entered));
  if (view === "form") drawForm();
  if (view === "queue") fillIn(queueView(state, kick));
  if (view === "receipt") fillIn(receiptView(state, item));
  if (before !== view) scrollTo(0, 0);
}

async function entered() {
  if (location.hash === "#enrol") location.hash = "";
  await load();
  kick();
}

function head(view) {
  show($("head"), Boolean(state.crew) && view !== "enrol");
  if (!state.crew) return;
  write($("title"), title(state.crew));
  write($("district"), `${district(state.crew)}, `);
  write($("code-of"), state.crew.station.code);
  set($("back"), "href", view === "queue" ? `#form/${state.contest}` : "#queue");
  set($("back"), "aria-label", view === "queue" ? words.backToForm : words.toQueue);
  show($("rehearsal"), Boolean(state.crew.election.rehearsal));
}

function drawForm() {
  const sheet = sheets.find((one) => one.contest.id === state.contest);
  const holder = $("form");
  if (holder.firstChild === sheet.form) return;
  holder.replaceChildren(sheet.form);
  $("steps").replaceChildren(tabs(), sheet.steps);
  $("send").replaceChildren(sheet.saved, sheet.send);
  sheet.check();
  scrollTo(0, 0);
}

function tabs() {
  return make("div", { "class": "tabs" }, sheets.map(({ contest }) =>
    make("a", { href: `#form/${contest.id}`, "aria-current": contest.id === state.contest ? "page" : null }, short(contest))));
}

// Drawn anew only when it says something else: a dialog or a pressed button must stay.
function fillIn({ main, actions }) {
  const [page, footer] = [make("div", {}, main), make("div", {}, actions)];
  if ($("done").dataset.text === page.innerHTML && $("acts").childElementCount === actions.length) return;
  if ($("done").querySelector("dialog[open]")) return;
  $("done").dataset.text = page.innerHTML;
  $("done").replaceChildren(...page.childNodes);
  $("acts").replaceChildren(...footer.childNodes);
}

// How many of what is kept here are in this state.
const waits = (which) => [...state.items, ...state.photos].filter((one) => one.state === which).length;

// Whether there is a signal, and what that means for what waits here.
function band() {
  const waiting = waits("waiting");
  const off = !navigator.onLine || state.link.link === "off";
  const face = state.link.blocked ? "blocked" : off ? "off" : waiting ? "busy" : waits("refused") ? "refused" : "on";
  const net = $("net");
  set(net, "class", off || face === "blocked" ? "net net-off" : "net net-on");
  set(net.querySelector("use"), "href", off ? "#i-nosig" : face === "busy" ? "#i-sync" : "#i-sig");
  const title = off && navigator.onLine ? words.net.unreachable : words.net[face].title;
  write(slot(net, "title"), title);
  const seconds = Math.max(0, Math.ceil((state.link.at - Date.now()) / 1000));
  const inQueue = document.body.dataset.view === "queue";
  const counting = off && inQueue && waiting && navigator.onLine && state.link.at ? fill(words.net.again, { n: seconds }) : "";
  write(slot(net, "text"), counting || words.net[face].text);
  show(slot(net, "queue"), waiting > 0 && document.body.dataset.view === "form");
  write(slot(net, "count"), String(waiting));
}

