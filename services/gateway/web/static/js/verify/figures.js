// The table of figures, the badge above it and the one input below.

import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { NOTHING, fill } from "../format.js";
import { focused, judge, left, right, shownRows, standing } from "./review.js";
import { fitting, saying } from "./sayings.js";

const BADGES = { ok: "badge badge-ok", warn: "badge badge-warn", crit: "badge badge-crit" };
const ICONS = { ok: "ok", warn: "warn", crit: "crit", none: "minus" };

const at = (id) => document.getElementById(id);

export function figures(words, fmt, onFocus) {
  const [table, input] = [at("figures"), at("right")];
  let drawn = "";

  function draw(review) {
    head(review);
    write(at("first-source"), named(left(review), words));
    write(at("second-source"), right(review) ? named(right(review), words) : words.secondEntry);
    keep(table, lines(review, words, fmt), (line) => line.key, (line) => made(line, onFocus), (node, line) => fillLine(node, line, words, fmt));
    write(at("right-label"), fill(words.rightFor, { field: nameOf(focused(review), words) }));
    follow(review);
  }

  function head(review) {
    const open = review.findings.filter((one) => one.state === "open");
    const worst = open.some((one) => one.severity === "error") ? "crit" : open.length ? "warn" : "ok";
    const badge = at("record-badge");
    set(badge, "class", BADGES[worst]);
    useIcon(badge.querySelector("svg"), worst);
    write(slot(badge, "text"), open.length ? fmt.counted(words.findings, open.length) : words.noFindings);
    show(at("quarantined"), review.result.quarantine !== "none");
  }

  // Only another field changes what stands in the input: what is being typed is left alone.
  function follow(review) {
    const here = `${review.result.contest}/${review.result.tps}/${review.result.version}/${review.focus}`;
    const value = String(standing(review, review.focus) ?? "");
    if (here === drawn && document.activeElement === input && input.value !== "" && Number(input.value) === Number(value)) return;
    if (here !== drawn || document.activeElement !== input || input.dataset.typed !== "yes") input.value = value;
    if (here !== drawn) inSight(table.querySelector('[aria-current="true"]'));
    drawn = here;
  }

  return { draw };
}

// The row comes to the middle of the table; the page itself stays where it is.
function inSight(row) {
  const scroll = at("record-scroll");
  const [inner, outer] = [row.getBoundingClientRect(), scroll.getBoundingClientRect()];
  scroll.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
}

function named(entry, words) {
  if (!entry) return words.noSecond;
  return words.sources[entry.source.split(":")[0]] ?? entry.source;
}

// "II.2 Surat suara digunakan", "nomor 2", with (laki-laki) where it is a part.
export function nameOf(row, words) {
  if (row.number) return fill(words.number, { n: row.number });
  const name = `${row.code} ${words.fields[row.of]}`;
  return row.sex ? `${name}, ${words.sexes[row.sex]}` : name;
}

// What is drawn, line by line: a row of figures, and below it what is said of it.
function lines(review, words, fmt) {
  return shownRows(review).flatMap((row) => {
    const judged = judge(review, row);
    const now = row.path === review.focus;
    const notes = notesOf(review, row, judged, words, fmt);
    const calm = judged.mark === "ok" || judged.mark === "none";
    const line = { key: row.path, row, judged, now, calm, noted: notes.length > 0, single: !right(review) };
    return [line, ...notes.map((note, index) => ({ key: `${row.path}/${index}`, note, now, calm, last: index === notes.length - 1 }))];
  });
}

// What is said below a row: findings with their figures, entries that differ and which of them adds
// up, reviews, a correction. `lead` is what counts, `text` what helps.
function notesOf(review, row, judged, words, fmt) {
  const plain = standings({ ...review, fixed: {} });
  const found = judged.findings.map((one) => ({ lead: saying(one, plain, review.rows, words, fmt), finding: one }));
  const past = judged.reviewed.map((one) => ({ text: fill(words[one.state], { note: one.note ?? "" }) }));
  const fixed = judged.fixed === undefined ? [] : [{ lead: fill(words.fixed, { n: fmt.count(judged.fixed) }) }];
  return [...found, ...differing(review, row, judged, plain, words, fmt), ...past, ...fixed];
}

function standings(review) {
  return Object.fromEntries(review.rows.map(({ path }) => [path, standing(review, path)]));
}

function differing(review, row, { first, second }, plain, words, fmt) {
  if (first === undefined || second === undefined || first === second) return [];
  const [one, other, difference] = [first, second, Math.abs(first - second)].map(fmt.count);
  const fits = fitting(row.path, [first, second], plain, review.rows);
  const helps = fits && { n: fmt.count(fits.figure), parts: fits.parts.map(fmt.count).join(" + "), sum: fmt.count(fits.sum) };
  return [{ lead: fill(words.differs, { first: one, second: other, difference }), text: helps ? fill(words.fits, helps) : "" }];
}

function made(line, onFocus) {
  if (line.note) return stamp("note-row");
  const node = stamp("figure-row");
  node.addEventListener("click", () => onFocus(line.row.path));
  return node;
}

function fillLine(node, line, words, fmt) {
  node.classList.toggle("is-now", line.now);
  node.classList.toggle("is-calm", line.calm);
  if (line.note) return fillNote(node, line);
  const { row, judged } = line;
  node.classList.toggle("is-noted", line.noted);
  node.classList.toggle("figure-part", Boolean(row.sex));
  if (line.now) set(node, "aria-current", "true");
  else node.removeAttribute("aria-current");
  writeName(node, row, words);
  const other = judged.second === undefined ? "" : fmt.count(judged.second);
  write(slot(node, "first"), judged.first === undefined ? NOTHING : fmt.count(judged.first));
  if (line.single) write(slot(node, "second"), NOTHING);
  else compare(slot(node, "second"), other || NOTHING, judged, fmt);
  useIcon(node.querySelector(".figure-mark svg"), ICONS[judged.mark]);
  write(slot(node, "mark"), words.marks[judged.mark]);
  return node;
}

function writeName(node, row, words) {
  const tile = slot(node, "number");
  show(tile, Boolean(row.number));
  if (row.number) {
    write(tile, String(row.number));
    set(tile, "class", `tile tile-k${Math.min(row.number, 6)}`);
  }
  const name = row.number ? row.of : row.sex ? words.sexes[row.sex] : `${row.code} ${words.fields[row.of]}`;
  write(slot(node, "label"), name);
}

// The digits of the second figure that are others than those of the first.
function compare(cell, text, { first }, fmt) {
  const before = first === undefined ? "" : fmt.count(first);
  if (text === NOTHING || before === "" || text === before) return write(cell, text);
  const [long, short] = [[...text], [...before.padStart(text.length)]];
  const parts = long.map((digit, index) => {
    if (digit === short[index]) return document.createTextNode(digit);
    const mark = document.createElement("mark");
    mark.textContent = digit;
    return mark;
  });
  return cell.replaceChildren(...parts);
}

function fillNote(node, { note, now, last }) {
  write(slot(node, "lead"), note.lead ?? "");
  write(slot(node, "text"), note.text ?? "");
  node.classList.toggle("is-noted", !last);
  show(slot(node, "deeds"), Boolean(note.finding) && now);
}
