// The parts of the contest's area, one row each: how far, and who has how much.

import { draw, keep, set, show, slot, stamp, write } from "./dom.js";
import { partsOf, standings } from "./select.js";
import { paint } from "./tally.js";
import { turning } from "./turning.js";

const MANY = 8; // rows that fit at full size

export function districts(words, fmt) {
  const at = (id) => document.getElementById(id);
  const [table, title, note] = [at("districts"), at("districts-title"), at("districts-note")];
  turning(table.parentElement);
  return ({ contest }) => {
    const parts = partsOf(contest);
    const kinds = words.parts[parts[0]?.level] ?? words.parts.district;
    const pair = contest.candidates.length === 2;
    write(title, kinds.title);
    write(note, `${contest.short}, %`);
    write(slot(table, "area"), kinds.one);
    show(slot(table, "first"), pair);
    write(slot(table, "first"), numberOf(words, contest.candidates[0]));
    write(slot(table, "last"), pair ? numberOf(words, contest.candidates[1]) : words.ahead);
    table.classList.toggle("is-long", parts.length > MANY);
    keep(table.tBodies[0], parts, (row) => row.code, () => stamp("district-template"), (line, row) => {
      writeRow(line, row, standings(contest, row), pair, fmt);
    });
  };
}

function numberOf(words, candidate) {
  return `${words.number} ${candidate.number}`;
}

function writeRow(line, row, ranks, pair, fmt) {
  write(slot(line, "name"), row.name);
  write(slot(line, "in"), fmt.count(row.in));
  write(slot(line, "expected"), fmt.count(row.expected));
  const [first, last] = pair ? ranks : [null, ranks.find((one) => one.leads)];
  show(slot(line, "first"), pair);
  write(slot(line, "first"), first ? fmt.percent(first.share, 1) : "");
  write(slot(line, "last"), last ? fmt.percent(last.share, 1) : "–");
  writeTile(slot(line, "tile"), pair ? null : last);
  writeBar(slot(line, "segments"), ranks, pair);
}

function writeTile(tile, candidate) {
  show(tile, Boolean(candidate));
  if (!candidate) return;
  write(tile, String(candidate.number));
  set(tile, "class", `tile tile-${paint(candidate.number)}`);
}

// The shares end to end, each with its texture; with two candidates the middle is marked.
function writeBar(bar, ranks, pair) {
  if (bar.childElementCount !== ranks.length * 2 + Number(pair)) build(bar, ranks, pair);
  let from = 0;
  ranks.forEach(({ share }, index) => {
    for (const rect of [bar.children[index * 2], bar.children[index * 2 + 1]]) {
      set(rect, "x", `${(from * 100).toFixed(2)}%`);
      set(rect, "width", `${((share ?? 0) * 100).toFixed(2)}%`);
    }
    from += share ?? 0;
  });
}

function build(bar, ranks, pair) {
  const rect = (name) => draw("rect", { class: name, height: "100%" });
  const shares = ranks.flatMap(({ number }) => [
    rect(`f-${paint(number)} segment`),
    rect(`f-texture-${paint(number)}`),
  ]);
  const middle = pair ? [draw("line", { class: "bar-middle", x1: "50%", x2: "50%", y1: "0", y2: "100%" })] : [];
  bar.replaceChildren(...shares, ...middle);
}
