import assert from "node:assert/strict";
import { test } from "node:test";

import { flat, nested, rowsOf } from "../../services/gateway/web/static/js/verify/fields.js";
import { ordered } from "../../services/gateway/web/static/js/verify/list.js";
import { fitted, lensed, readable, seen, turned, within, zoomed, zoomedTo } from "../../services/gateway/web/static/js/verify/placing.js";
import {
  decision, fix, focused, judge, left, missingVotes, moved, nextOdd, oddRows, reviewOf, right, shownRows, stands, takeFrom,
} from "../../services/gateway/web/static/js/verify/review.js";
import { fitting, saying } from "../../services/gateway/web/static/js/verify/sayings.js";
import { reasonOf } from "../../services/gateway/web/static/js/verify/work.js";
import { fill, formats } from "../../services/gateway/web/static/js/format.js";

const CONTEST = { id: "walikota", candidates: [{ number: 1, name: "KOLOM KOSONG" }, { number: 2, name: "Dua" }] };
const FORM = { dpt: { male: 260, female: 268, total: 528 }, votes: { 1: 132, 2: 141 }, valid: 273, invalid: 15, total: 288 };
const MISREAD = { ...FORM, votes: { 1: 132, 2: 191 }, total: 286 };
const fmt = formats("id", "Asia/Jakarta", "WIB");

const entry = (source, form) => ({ source, channel: source, received_at: "2024-11-27T07:00:00Z", form });
const finding = (rule, fields, difference = 3, severity = "error") => ({ rule, fields, difference, severity, state: "open", message: `${rule} said` });
const result = (entries, findings = []) => ({ entries, findings, version: entries.length, contest: "walikota", tps: "1" });
const two = (findings) => reviewOf(result([entry("operator:7", MISREAD), entry("crew", FORM)], findings), CONTEST);

test("the rows follow the paper, and each page's lines fill it from top to bottom", () => {
  const rows = rowsOf(CONTEST);
  assert.deepEqual(rows.filter((row) => !row.sex).map((row) => row.code), [
    "I.A", "I.B.1", "I.B.2", "I.B.3", "I.B.4", "II.1", "II.2", "II.3", "II.4", "III", "IV", "IV", "V.A", "V.B", "V.C",
  ]);
  assert.deepEqual(rows.filter((row) => row.path.startsWith("users.total")).map((row) => row.path), [
    "users.total.total", "users.total.male", "users.total.female",
  ]);
  for (const row of rows) assert.ok(row.at.top >= 0 && row.at.top + row.at.height <= 1, row.path);
  const page = (path) => rows.find((row) => row.path === path).page;
  assert.deepEqual(["dpt.total", "votes.2", "total"].map(page), [1, 2, 3]);
});

test("a form is flat here and nested there, and what is not entered is absent", () => {
  const form = { users: { dpt: { male: 1, female: null } }, valid: 0, votes: null };
  assert.deepEqual(flat(form), { "users.dpt.male": 1, valid: 0 });
  assert.deepEqual(nested({ "users.dpt.male": 1, valid: 0 }), { users: { dpt: { male: 1 } }, valid: 0 });
});

test("the crew's entry stands at the left, the second reader's at the right", () => {
  assert.equal(left(two()).source, "crew");
  assert.equal(right(two()).source, "operator:7");
  assert.equal(right(reviewOf(result([entry("crew", FORM)]), CONTEST)), null);
});

test("it opens at the first field that is odd, and Enter goes from one to the next and round", () => {
  const review = two();
  assert.deepEqual(oddRows(review).map((row) => row.path), ["votes.2", "total"]);
  assert.equal(review.focus, "votes.2");
  assert.equal(nextOdd(review).focus, "total");
  assert.equal(nextOdd(nextOdd(review)).focus, "votes.2");
});

test("men and women are folded away until one of them is odd, or all are asked for", () => {
  const shown = (review) => shownRows(review).some((row) => row.path === "dpt.male");
  assert.equal(shown(two()), false);
  assert.equal(shown({ ...two(), parts: true }), true);
  const odd = { ...FORM, dpt: { male: 261, female: 268, total: 528 } };
  assert.equal(shown(reviewOf(result([entry("crew", FORM), entry("operator:7", odd)]), CONTEST)), true);
});

test("a row says whether it agrees, differs, has a finding, or is not entered", () => {
  const review = two([finding("total-sum", ["total", "valid", "invalid"], 0)]);
  const mark = (path) => judge(review, review.rows.find((row) => row.path === path)).mark;
  assert.deepEqual(["valid", "votes.2", "total", "ballots.used"].map(mark), ["ok", "warn", "crit", "none"]);
});

test("a reviewed finding is no longer odd", () => {
  const known = { ...finding("votes-sum", ["votes.1", "votes.2", "valid"]), state: "explained", note: "n" };
  const review = reviewOf(result([entry("crew", FORM)], [known]), CONTEST);
  const judged = judge(review, review.rows.find((row) => row.path === "valid"));
  assert.equal(judged.mark, "ok");
  assert.deepEqual(judged.reviewed, [known]);
});

test("the arrows move through what is shown and stop at the ends", () => {
  const review = { ...two(), focus: "dpt.total" };
  assert.equal(moved(review, -1).focus, "dpt.total");
  assert.equal(moved(review, 1).focus, "users.dpt.total");
  assert.equal(moved({ ...review, focus: "total" }, 1).focus, "total");
});

test("a decision takes the entry that needs fewest corrections, and only these", () => {
  assert.deepEqual(decision(two()), { take: "crew", form: null });
  const second = takeFrom({ ...takeFrom(two(), right(two())), focus: "total" }, right(two()));
  assert.deepEqual(decision(second), { take: "operator:7", form: null });
  const corrected = fix(two(), 142);
  assert.deepEqual(decision(corrected), { take: "crew", form: { votes: { 2: 142 } } });
  assert.equal(stands(corrected)["votes.2"], 142);
});

test("what is corrected back is no correction", () => {
  assert.deepEqual(fix(fix(two(), 142), 141).fixed, {});
  assert.deepEqual(fix(fix(two(), 142), null).fixed, {});
});

test("an earlier decision stands until there is another, beside what came since", () => {
  const review = reviewOf(result([entry("crew", MISREAD), entry("verifier", FORM), entry("operator:7", FORM)]), CONTEST);
  assert.deepEqual([left(review).source, right(review).source], ["crew", "verifier"]);
  assert.equal(stands(review)["votes.2"], 141);
  assert.equal(decision(review).take, "verifier");
});

test("a candidate without a figure is missed", () => {
  const review = reviewOf(result([entry("crew", { votes: { 1: 3 } })]), CONTEST);
  assert.deepEqual(missingVotes(review).map((row) => row.number), [2]);
  assert.deepEqual(missingVotes(fix({ ...review, focus: "votes.2" }, 0)), []);
});

test("a finding of a sum says what adds up to what, at the figure that was written", () => {
  const words = { rules: { sum: "{parts} = {sum}, tertulis {here}. Selisih {difference}.", "total-not-users": "{here} {other} {difference}", "dpt-limit": "{here} {right}" } };
  const rows = rowsOf(CONTEST);
  const figures = { ...flat(FORM), total: 286, "users.total.total": 290 };
  const say = (one) => saying(one, figures, rows, words, fmt);
  assert.equal(say(finding("total-sum", ["total", "valid", "invalid"], -2)), "273 + 15 = 288, tertulis 286. Selisih 2.");
  assert.equal(say(finding("votes-sum", ["votes.1", "votes.2", "valid"], 0)), "132 + 141 = 273, tertulis 273. Selisih 0.");
  assert.equal(say(finding("sex-sum", ["dpt.total", "dpt.male", "dpt.female"], 0)), "260 + 268 = 528, tertulis 528. Selisih 0.");
  assert.equal(say(finding("total-not-users", ["total", "users.total.total"], -4)), "286 290 4");
  assert.equal(say(finding("dpt-limit", ["dpt.total"], 28)), "528 500");
  assert.equal(say(finding("aturan-sendiri", ["valid"])), "aturan-sendiri said");
});

test("of two figures that differ, the one that makes the sums fit is named, where only one does", () => {
  const [rows, figures] = [rowsOf(CONTEST), flat(FORM)];
  assert.deepEqual(fitting("votes.2", [141, 191], figures, rows), { figure: 141, parts: [132, 141], sum: 273 });
  assert.deepEqual(fitting("total", [286, 288], figures, rows), { figure: 288, parts: [273, 15], sum: 288 });
  assert.equal(fitting("votes.2", [140, 191], figures, rows), null);
  assert.equal(fitting("dpt.total", [528, 529], figures, rows), null);
  assert.equal(fitting("ballots.used", [1, 2], figures, rows), null, "the other figures are not there");
});

test("a finding about a photo stands at the first field of its page", () => {
  const review = reviewOf(result([entry("crew", FORM)], [finding("photo-far", ["photos.3"], 900, "warning")]), CONTEST);
  assert.equal(focused(review).path, "valid");
});

test("the reason names what was looked at and what was corrected", () => {
  const words = { withPhoto: "Dengan foto.", withoutPhoto: "Tanpa foto.", correction: "{field} {before} menjadi {after}." };
  assert.equal(reasonOf([], false, words, fill), "Tanpa foto.");
  assert.equal(reasonOf([{ field: "nomor 2", before: 191, after: 141 }], true, words, fill), "Dengan foto. nomor 2 191 menjadi 141.");
});

test("the queue's rows keep their places, new ones come behind", () => {
  const item = (tps) => ({ contest: "c", tps });
  const now = [item("3"), item("1"), item("9"), item("2")];
  assert.deepEqual(ordered(now, ["c/1", "c/2", "c/3", "c/4"]).map((one) => one.tps), ["1", "2", "3", "9"]);
});

const SIZE = { width: 1000, height: 1400 };
const VIEW = { width: 600, height: 500 };

// Where a point of the sheet stands in the view.
function shown({ x, y, scale, turn }, [px, py]) {
  const [sin, cos] = [Math.sin((turn * Math.PI) / 180), Math.cos((turn * Math.PI) / 180)];
  return [x + scale * (px * cos - py * sin), y + scale * (px * sin + py * cos)].map(Math.round);
}

test("a photo lies whole in its view, however it is turned", () => {
  for (const turn of [0, 90, 180, 270]) {
    const place = fitted(SIZE, VIEW, turn);
    for (const corner of [[0, 0], [SIZE.width, 0], [0, SIZE.height], [SIZE.width, SIZE.height]]) {
      const [x, y] = shown(place, corner);
      assert.ok(x >= 0 && x <= VIEW.width && y >= 0 && y <= VIEW.height, `${turn}: ${x} ${y}`);
    }
    assert.deepEqual(shown(place, [500, 700]), [300, 250]);
  }
  assert.deepEqual([0, 90, 180, 270].map(turned), [90, 180, 270, 0]);
});

test("what is under the pointer stays there when it grows", () => {
  const before = fitted(SIZE, VIEW);
  const after = zoomed(before, 2, { x: 300, y: 250 });
  assert.equal(after.scale, before.scale * 2);
  assert.deepEqual(shown(after, [500, 700]), [300, 250]);
});

test("the marked part comes to the middle of the view, as wide as that", () => {
  const place = zoomedTo(fitted(SIZE, VIEW), SIZE, { top: 0.5, height: 0.1 }, VIEW);
  assert.deepEqual(shown(place, [500, 0.55 * 1400]), [300, 250]);
  assert.ok(place.scale * SIZE.width > 0.9 * VIEW.width);
});

test("a page reads well at first: wide, with the marked place in sight and no empty edge", () => {
  for (const top of [0, 0.45, 0.9]) {
    const place = readable(SIZE, VIEW, { top, height: 0.1 });
    assert.equal(place.scale, (0.84 * VIEW.width) / SIZE.width);
    const [, middle] = shown(place, [0, (top + 0.05) * SIZE.height]);
    assert.ok(middle > 0 && middle < VIEW.height, `${top}: ${middle}`);
    const [, upper] = shown(place, [0, 0]);
    const [, lower] = shown(place, [0, SIZE.height]);
    assert.ok(upper <= 16 && lower >= VIEW.height - 16, `${top}: ${upper} ${lower}`);
  }
  assert.deepEqual(readable(SIZE, VIEW, { top: 0, height: 0.1 }, 90), fitted(SIZE, VIEW, 90));
});

test("a magnifier shows in its middle what is under it, so many times larger, however the sheet lies", () => {
  const size = { width: 1000, height: 2000 };
  const point = { left: 0.8, top: 0.25 };
  for (const turn of [0, 90, 180, 270]) {
    const place = fitted(size, { width: 600, height: 800 }, turn);
    const at = seen(place, size, point);
    const inside = seen(lensed(place, at, 3, { x: 150, y: 70 }), size, point);
    assert.ok(Math.abs(inside.x - 150) < 1e-9 && Math.abs(inside.y - 70) < 1e-9, `turned by ${turn}`);
    assert.ok(at.x > 0 && at.x < 600 && at.y > 0 && at.y < 800, `in sight when turned by ${turn}`);
    assert.equal(lensed(place, at, 3, { x: 0, y: 0 }).scale, 3 * place.scale);
  }
});

test("a point stays in the view", () => {
  assert.deepEqual(within({ x: -5, y: 90 }, { width: 60, height: 80 }), { x: 0, y: 80 });
  assert.deepEqual(within({ x: 5, y: 9 }, { width: 60, height: 80 }), { x: 5, y: 9 });
});
