// The verifiers' desk: one record in hand, leased; decide it, leave it, or return it; then the next.

import { asked } from "../console/dialog.js";
import { Problem, shell } from "../console/shell.js";
import { slot, write } from "../dom.js";
import { NOTHING, fill } from "../format.js";
import { figures, nameOf } from "./figures.js";
import { keys, submitting } from "./keys.js";
import { keyOf, list, ordered, stationName, today } from "./list.js";
import { photos } from "./photo.js";
import { decision, fix, focused, judge, left, missingVotes, moved, nextOdd, reviewOf, right, standing, takeFrom } from "./review.js";
import { reasonOf, work } from "./work.js";

const RECORD = "elections.record_changed";
const SUBMITTED = "elections.result_submitted";
const PHOTO = ["elections.photo_added", "elections.photo_moved", "elections.photo_rejected"];
const RENEW = 60_000;
const AGAIN = 15_000; // how often an empty desk looks whether somebody left something
const SOON = 800;

const at = (id) => document.getElementById(id);
const page = await shell({ topics: [RECORD, SUBMITTED, ...PHOTO], onEvent: (event) => hear(event) });
const { api, words, fmt, election } = page;

let item = null; // the record in hand, of the queue
let review = null;
let queue = { items: [], total: 0, you: { checked: 0, seconds: null } };
let busy = false; // one deed at a time
let used = false; // since the lease was renewed
let [timer, table, rows, viewer, calls] = [null, null, null, null, null];
let photographed = [];

function hear({ topic, data }) {
  if (!calls || topic === "snapshot" || data.data.election !== election.id) return;
  const about = data.data;
  const mine = item && keyOf(about) === keyOf(item);
  if (mine && PHOTO.includes(topic)) loadPhotos();
  if (mine && !PHOTO.includes(topic) && about.version > review.result.version && !busy) overtaken();
  refreshSoon();
}

function refreshSoon() {
  timer ??= setTimeout(() => {
    timer = null;
    if (item) refresh();
    else if (!busy) deed(take);
  }, SOON);
}

async function refresh(fresh = false) {
  const order = fresh ? (item ? [keyOf(item)] : []) : queue.items.map(keyOf);
  const found = await calls.list();
  queue = { ...found, items: ordered(found.items, order) };
  drawList();
}

function drawList() {
  rows.draw(queue, item && keyOf(item), Date.now());
}

// Somebody else changed the record in hand: it is gone from the queue, or it is another one now.
async function overtaken() {
  const name = stationName(item, words);
  await deed(async () => {
    const found = await calls.list();
    const still = found.items.some((one) => one.mine && keyOf(one) === keyOf(item));
    if (still) await open(item);
    else await finish(() => calls.release(item));
    page.say(fill(still ? words.changed : words.decidedElsewhere, { station: name }), "info");
  });
}

// Run one deed; a failure is said, and the desk stays as it is.
async function deed(task) {
  if (busy) return;
  busy = true;
  try {
    await task();
  } catch (error) {
    page.fail(error);
    if (error instanceof Problem && error.status === 412 && item) await open(item).catch(page.fail);
    if (error.problem?.type === "not-leased") await take().catch(page.fail);
  } finally {
    busy = false;
  }
}

// Take the next record, or a certain one, into hand.
async function take(wanted = {}) {
  const next = await calls.lease(wanted);
  if (!next) return rest();
  const before = item;
  if (before && keyOf(before) !== keyOf(next)) await calls.release(before).catch(() => null);
  await open(next);
  await refresh(!wanted.tps);
}

async function open(next) {
  const [result] = await Promise.all([calls.result(next)]);
  item = next;
  review = reviewOf(result, election.contests.find((one) => one.id === next.contest));
  page.face("live");
  head();
  draw();
  drawList();
  await loadPhotos();
  document.body.dataset.record = keyOf(next);
  at("right").focus({ preventScroll: true });
  at("right").select();
}

async function loadPhotos() {
  const of = keyOf(item);
  const found = await calls.photos(item).catch((error) => {
    if (error instanceof Problem && error.status === 404) return [];
    throw error;
  });
  if (of !== keyOf(item)) return;
  photographed = found.filter((one) => one.state === "shown");
  await viewer.open(found);
}

async function rest() {
  [item, review] = [null, null];
  delete document.body.dataset.record;
  await refresh(true);
  write(document.querySelector('[data-phase="done"] [data-slot="today"]'), today(queue.you, words, fmt));
  page.face("done");
}

function head() {
  const district = item.areas.find((one) => one.level === "district")?.name ?? item.tps.slice(0, 6);
  const contest = election.contests.find((one) => one.id === item.contest).name;
  write(at("record-title"), stationName(item, words));
  const root = document.querySelector(".record-head");
  for (const [name, text] of Object.entries({ district, contest, tps: item.tps })) write(slot(root, name), text);
}

function draw() {
  table.draw(review);
  viewer.look(focused(review), nameOf(focused(review), words));
}

function change(next) {
  used = true;
  if (!review || next === review) return;
  review = next;
  at("right").dataset.typed = "no";
  draw();
  at("right").focus({ preventScroll: true });
  at("right").select();
}

function typed() {
  const input = at("right");
  const digits = input.value.replace(/\D/g, "");
  if (digits !== input.value) input.value = digits;
  used = true;
  input.dataset.typed = "yes";
  review = fix(review, digits === "" ? null : Number(digits));
  draw();
}

// ---- the deeds

// After it the record is nobody's; the outcome's words are said and the next one is taken.
async function finish(release) {
  const done = await release().catch((error) => {
    if (error instanceof Problem && error.problem.type === "not-leased") return null;
    throw error;
  });
  if (done) queue = { ...queue, you: done.you };
  item = null;
  await take();
}

function approve() {
  const missing = missingVotes(review);
  if (missing.length) return page.say(fill(words.missing, { fields: missing.map((row) => nameOf(row, words)).join(", ") }), "warn", true);
  return deed(async () => {
    const name = stationName(item, words);
    const reason = reasonOf(corrected(), photographed.length > 0, words, fill);
    await calls.decide(item, review.result.version, decision(review), reason);
    const done = item;
    await finish(() => calls.release(done));
    page.say(fill(words.approved, { station: name }));
  });
}

function corrected() {
  const name = (figure) => (figure === undefined ? NOTHING : fmt.count(figure));
  const before = { ...review, fixed: {} };
  return Object.keys(review.fixed).map((path) => ({
    field: nameOf(review.rows.find((row) => row.path === path), words),
    before: name(standing(before, path)),
    after: name(review.fixed[path]),
  }));
}

async function giveBack() {
  const fields = await asked(at("return-dialog"));
  if (!fields) return;
  await deed(async () => {
    const name = stationName(item, words);
    await calls.quarantine(item, review.result.version, fields.reason);
    const done = item;
    await finish(() => calls.release(done));
    page.say(fill(words.returned, { station: name }));
  });
}

function pass() {
  return deed(async () => {
    const name = stationName(item, words);
    const done = item;
    await finish(() => calls.release(done, true));
    page.say(fill(words.passed, { station: name }));
  });
}

function go(step) {
  const here = queue.items.findIndex((one) => keyOf(one) === keyOf(item));
  const free = (one) => one.lease === null || one.mine;
  const others = step > 0 ? queue.items.slice(here + 1) : queue.items.slice(0, here).reverse();
  const next = others.find(free);
  if (next) choose(keyOf(next));
}

function choose(key) {
  const next = queue.items.find((one) => keyOf(one) === key);
  if (item && key === keyOf(item)) return null;
  return deed(() => take({ contest: next.contest, tps: next.tps }));
}

async function judgeFinding(state) {
  const [finding] = judge(review, focused(review)).findings;
  if (!finding) return page.say(words.nothingOdd, "info");
  const fields = state === "verified" ? { note: words.noteVerified } : await asked(at("explain-dialog"));
  if (!fields) return null;
  return deed(async () => {
    await calls.review(item, finding, state, fields.note);
    const kept = review;
    await open(item);
    review = { ...review, fixed: kept.fixed, focus: kept.focus, parts: kept.parts };
    draw();
    page.say(words.reviewed);
  });
}

function nextSecond() {
  const { length } = review.entries;
  if (length > 2) change({ ...review, second: review.second + 1 < length ? review.second + 1 : 1 });
}

// A deed is for a record: where there is none, nothing is done.
function onRecord(task) {
  return () => review && task();
}

const DEEDS = {
  s: approve,
  r: giveBack,
  p: pass,
  j: () => go(1),
  k: () => go(-1),
  ArrowDown: () => change(moved(review, 1)),
  ArrowUp: () => change(moved(review, -1)),
  ArrowLeft: () => change(takeFrom(review, left(review))),
  ArrowRight: () => change(takeFrom(review, right(review))),
  Enter: () => change(nextOdd(review)),
  v: () => judgeFinding("verified"),
  e: () => judgeFinding("explained"),
  l: () => change({ ...review, parts: !review.parts }),
  n: nextSecond,
};

async function renewed() {
  drawList();
  if (!item || !used || busy || document.hidden) return;
  used = false;
  const held = item;
  try {
    await calls.renew(held);
  } catch (error) {
    if (!(error instanceof Problem) || error.problem.type !== "not-leased") return;
    page.say(fill(words.leaseLost, { station: stationName(held, words) }), "warn", true);
    if (item === held) await deed(() => finish(() => Promise.resolve(null)));
  }
}

function start() {
  const contests = new Map(election.contests.map((one) => [one.id, one.name]));
  calls = work(api, election);
  table = figures(words, fmt, (path) => change({ ...review, focus: path }));
  rows = list(words, fmt, contests, choose);
  viewer = photos(words, api);
  const deeds = Object.fromEntries(Object.entries({ ...DEEDS, ...viewer.deeds }).map(([key, task]) => [key, onRecord(task)]));
  keys({ ...deeds, "?": () => at("keys-dialog").showModal() }, at("right"));
  at("right").addEventListener("input", typed);
  for (const id of ["return-dialog", "explain-dialog"]) submitting(at(id));
  addEventListener("pointermove", () => (used = true), { passive: true });
  setInterval(renewed, RENEW);
  setInterval(() => !item && !busy && deed(take), AGAIN);
}

if (election) {
  start();
  await page.load(take);
} else {
  page.face("none");
}
