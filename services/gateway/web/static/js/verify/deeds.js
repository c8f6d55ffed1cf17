// What the verifier can do to the record in hand, by key.

import { asked } from "../console/dialog.js";
import { NOTHING, fill } from "../format.js";
import { nameOf } from "./figures.js";
import { keyOf, stationName } from "./list.js";
import { decision, focused, judge, left, missingVotes, moved, nextOdd, right, standing, takeFrom } from "./review.js";
import { reasonOf } from "./work.js";

const at = (id) => document.getElementById(id);

// `desk` is what stands on it: {item, review, photos, queue}. The rest is what may be done to that:
// one task at a `run`, `change` of the review, `finish` with a record, `open` it anew, `take` another.
export function deedsOf({ desk, page, calls, viewer, run, change, finish, open, take }) {
  const { words, fmt } = page;

  // Do it to the record, which then is nobody's, and say so.
  function done(text, task, pass = false) {
    return run(async () => {
      const { item } = desk;
      await task?.(item, desk.review.result.version);
      await finish(() => calls.release(item, pass));
      page.say(fill(text, { station: stationName(item, words) }));
    });
  }

  function approve() {
    const missing = missingVotes(desk.review);
    if (missing.length) {
      const fields = missing.map((row) => nameOf(row, words)).join(", ");
      return page.say(fill(words.missing, { fields }), "warn", true);
    }
    const reason = reasonOf(corrected(), desk.photos.length > 0, words, fill);
    return done(words.approved, (item, version) => calls.decide(item, version, decision(desk.review), reason));
  }

  function corrected() {
    const { review } = desk;
    const name = (figure) => (figure === undefined ? NOTHING : fmt.count(figure));
    return Object.keys(review.fixed).map((path) => ({
      field: nameOf(review.rows.find((row) => row.path === path), words),
      before: name(standing({ ...review, fixed: {} }, path)),
      after: name(review.fixed[path]),
    }));
  }

  async function giveBack() {
    const fields = await asked(at("return-dialog"));
    if (fields) await done(words.returned, (item, version) => calls.quarantine(item, version, fields.reason));
  }

  function go(step) {
    const { items } = desk.queue;
    const here = items.findIndex((one) => keyOf(one) === keyOf(desk.item));
    const others = step > 0 ? items.slice(here + 1) : items.slice(0, here).reverse();
    const next = others.find((one) => one.lease === null || one.mine);
    return next && run(() => take({ contest: next.contest, tps: next.tps }));
  }

  async function judgeFinding(state) {
    const [finding] = judge(desk.review, focused(desk.review)).findings;
    if (!finding) return page.say(words.nothingOdd, "info");
    const fields = state === "verified" ? { note: words.noteVerified } : await asked(at("explain-dialog"));
    return fields && run(async () => {
      await calls.review(desk.item, finding, state, fields.note);
      const { fixed, focus, parts } = desk.review;
      await open(desk.item);
      change({ ...desk.review, fixed, focus, parts });
      page.say(words.reviewed);
    });
  }

  function nextSecond() {
    const { review } = desk;
    const { length } = review.entries;
    if (length > 2) change({ ...review, second: review.second + 1 < length ? review.second + 1 : 1 });
  }

  // A photo that shows another polling station goes there; one that shows no form is put away.
  async function sendPhoto(dialog, call, text) {
    const photo = viewer.current();
    const fields = photo && (await asked(at(dialog)));
    return fields && run(async () => {
      await call(photo, fields);
      await open(desk.item);
      page.say(text);
    });
  }

  return {
    s: approve,
    r: giveBack,
    p: () => done(words.passed, null, true),
    j: () => go(1),
    k: () => go(-1),
    ArrowDown: () => change(moved(desk.review, 1)),
    ArrowUp: () => change(moved(desk.review, -1)),
    ArrowLeft: () => change(takeFrom(desk.review, left(desk.review))),
    ArrowRight: () => change(takeFrom(desk.review, right(desk.review))),
    Enter: () => change(nextOdd(desk.review)),
    v: () => judgeFinding("verified"),
    e: () => judgeFinding("explained"),
    l: () => change({ ...desk.review, parts: !desk.review.parts }),
    n: nextSecond,
    m: () => sendPhoto("move-dialog", calls.movePhoto, words.photoMoved),
    x: () => sendPhoto("reject-dialog", calls.rejectPhoto, words.photoRejected),
  };
}
