// The verifiers' desk: one record in hand, leased; decide it, leave it, or return it; then the next.

import { Problem, shell } from "../console/shell.js";
import { slot, write } from "../dom.js";
import { fill } from "../format.js";
import { deedsOf } from "./deeds.js";
import { figures, nameOf } from "./figures.js";
import { keys, submitting } from "./keys.js";
import { keyOf, list, ordered, stationName, today } from "./list.js";
import { photos } from "./photo.js";
import { fix, focused, reviewOf } from "./review.js";
import { work } from "./work.js";

const RECORD = "elections.record_changed";
const SUBMITTED = "elections.result_submitted";
const PHOTO = ["elections.photo_added", "elections.photo_moved", "elections.photo_rejected"];
const RENEW = 60_000;
const AGAIN = 10_000; // a lease is no event: how often it is looked who has what in hand
const SOON = 800;

const at = (id) => document.getElementById(id);
const page = await shell({ topics: [RECORD, SUBMITTED, ...PHOTO], onEvent: (event) => hear(event) });
const { api, words, fmt, election } = page;

const desk = {
  item: null, // the record in hand, of the queue
  review: null,
  photos: [], // that are shown of it
  queue: { items: [], total: 0, you: null }, // `you` is null until it was fetched
};
let busy = false; // one deed at a time
let used = false; // since the lease was renewed
let [timer, table, rows, viewer, calls] = [null, null, null, null, null];

function hear({ topic, data }) {
  if (!calls || topic === "snapshot" || data.data.election !== election.id) return;
  const about = data.data;
  const mine = desk.item && keyOf(about) === keyOf(desk.item);
  if (mine && PHOTO.includes(topic)) loadPhotos().catch(quiet);
  if (mine && !PHOTO.includes(topic) && about.version > desk.review.result.version && !busy) overtaken();
  refreshSoon();
}

function refreshSoon() {
  timer ??= setTimeout(() => {
    timer = null;
    if (desk.item) refresh().catch(quiet);
    else if (!busy) run(take);
  }, SOON);
}

// The badge above says when the line is gone: a list that could not be fetched needs no word more.
function quiet(error) {
  if (!(error instanceof Problem)) throw error;
}

async function refresh(fresh = false) {
  const order = fresh ? (desk.item ? [keyOf(desk.item)] : []) : desk.queue.items.map(keyOf);
  const found = await calls.list();
  desk.queue = { ...found, items: ordered(found.items, order) };
  drawList();
}

function drawList() {
  if (desk.queue.you) rows.draw(desk.queue, desk.item && keyOf(desk.item), Date.now());
}

// Somebody else changed the record in hand: it is gone from the queue, or it is another one now.
async function overtaken() {
  const name = stationName(desk.item, words);
  await run(async () => {
    const found = await calls.list();
    const still = found.items.some((one) => one.mine && keyOf(one) === keyOf(desk.item));
    if (still) await open(desk.item);
    else await finish(() => calls.release(desk.item));
    page.say(fill(still ? words.changed : words.decidedElsewhere, { station: name }), "info");
  });
}

// Run one deed; a failure is said, and the desk stays as it is. What is asked for meanwhile is left
// out: a second S must not confirm the next record.
async function run(task) {
  if (busy) return;
  busy = document.body.toggleAttribute("data-busy", true);
  try {
    await task();
  } catch (error) {
    page.fail(error);
    if (error.status === 412 && desk.item) await open(desk.item).catch(page.fail);
    if (error.problem.type === "not-leased") await take().catch(page.fail);
  } finally {
    busy = document.body.toggleAttribute("data-busy", false);
  }
}

// Take the next record, or a certain one, into hand.
async function take(wanted = {}) {
  const next = await calls.lease(wanted);
  if (!next) return rest();
  const before = desk.item;
  if (before && keyOf(before) !== keyOf(next)) await calls.release(before).catch(() => null);
  await open(next);
  await refresh(!wanted.tps);
}

async function open(next) {
  const result = await calls.result(next);
  desk.item = next;
  desk.review = reviewOf(result, election.contests.find((one) => one.id === next.contest));
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
  const of = keyOf(desk.item);
  const found = await calls.photos(desk.item).catch((error) => {
    if (error instanceof Problem && error.status === 404) return [];
    throw error;
  });
  if (of !== keyOf(desk.item)) return;
  desk.photos = found.filter((one) => one.state === "shown");
  await viewer.open(found);
}

async function rest() {
  [desk.item, desk.review] = [null, null];
  delete document.body.dataset.record;
  await refresh(true);
  write(document.querySelector('[data-phase="done"] [data-slot="today"]'), today(desk.queue.you, words, fmt));
  page.face("done");
}

function head() {
  const district = desk.item.areas.find((one) => one.level === "district")?.name ?? desk.item.tps.slice(0, 6);
  const contest = election.contests.find((one) => one.id === desk.item.contest).name;
  write(at("record-title"), stationName(desk.item, words));
  const root = document.querySelector(".record-head");
  for (const [name, text] of Object.entries({ district, contest, tps: desk.item.tps })) write(slot(root, name), text);
}

function draw() {
  table.draw(desk.review);
  viewer.look(focused(desk.review), nameOf(focused(desk.review), words));
}

function change(next) {
  used = true;
  if (!desk.review || next === desk.review) return;
  desk.review = next;
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
  desk.review = fix(desk.review, digits === "" ? null : Number(digits));
  draw();
}

// After it the record is nobody's; the next one is taken.
async function finish(release) {
  const done = await release().catch((error) => {
    if (error instanceof Problem && error.problem.type === "not-leased") return null;
    throw error;
  });
  if (done) desk.queue = { ...desk.queue, you: done.you };
  desk.item = null;
  await take();
}

async function renewed() {
  drawList();
  if (!desk.item || !used || busy || document.hidden) return;
  used = false;
  const held = desk.item;
  try {
    await calls.renew(held);
  } catch (error) {
    if (!(error instanceof Problem) || error.problem.type !== "not-leased") return;
    page.say(fill(words.leaseLost, { station: stationName(held, words) }), "warn", true);
    if (desk.item === held) await run(() => finish(() => Promise.resolve(null)));
  }
}

function start() {
  const contests = new Map(election.contests.map((one) => [one.id, one.name]));
  calls = work(api, election);
  table = figures(words, fmt, (path) => change({ ...desk.review, focus: path }));
  rows = list(words, fmt, contests, (one) => run(() => take({ contest: one.contest, tps: one.tps })));
  viewer = photos(words, api);
  const deeds = { ...deedsOf({ desk, page, calls, viewer, run, change, finish, open, take }), ...viewer.deeds };
  const onRecord = Object.entries(deeds).map(([key, task]) => [key, () => desk.item && task()]);
  keys({ ...Object.fromEntries(onRecord), "?": () => at("keys-dialog").showModal() }, at("right"));
  at("right").addEventListener("input", typed);
  document.querySelectorAll("dialog").forEach(submitting);
  addEventListener("pointermove", () => (used = true), { passive: true });
  setInterval(renewed, RENEW);
  setInterval(refreshSoon, AGAIN);
}

if (election) {
  start();
  await page.load(take);
} else {
  page.face("none");
}
