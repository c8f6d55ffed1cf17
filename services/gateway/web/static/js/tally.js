// A panel for each contest: its candidates in the ballot's order, on one axis with one 50 % mark.

import { fill } from "./format.js";
import { keep, set, show, slot, stamp, useIcon, write } from "./dom.js";
import { couldChange, margin, outstanding, standings } from "./select.js";

const NUMBERS = 6; // colours and textures that the tokens have

// The class part of a ballot number: k1 … k6, and round again.
export function paint(number) {
  return `k${((number - 1) % NUMBERS) + 1}`;
}

export function tallies(words, fmt, column) {
  return ({ contests }) => {
    keep(column, contests, (one) => one.id, () => stamp("tally-template"), (panel, contest) => {
      writeHead(panel, contest, fmt);
      writeCandidates(slot(panel, "candidates"), contest, fmt);
      writeHeld(panel, contest, words, fmt);
      writeFoot(panel, contest, words, fmt);
    });
  };
}

function writeHead(panel, contest, fmt) {
  write(slot(panel, "name"), contest.name);
  write(slot(panel, "in"), fmt.count(contest.root.in));
  write(slot(panel, "expected"), fmt.count(contest.root.expected));
  panel.dataset.contest = contest.id;
}

function writeCandidates(list, contest, fmt) {
  keep(list, standings(contest), (one) => one.number, newCandidate, (item, one) => {
    item.classList.toggle("is-leading", one.leads);
    write(slot(item, "votes"), fmt.count(one.votes));
    write(slot(item, "share"), fmt.percent(one.share, 2));
    show(slot(item, "unit"), one.share !== null);
    for (const part of ["fill", "texture"]) {
      set(slot(item, part), "width", `${((one.share ?? 0) * 100).toFixed(2)}%`);
    }
  });
}

function newCandidate({ number, name }) {
  const item = stamp("candidate-template");
  item.dataset.number = number;
  write(slot(item, "tile"), String(number));
  slot(item, "tile").classList.add(`tile-${paint(number)}`);
  slot(item, "name").replaceChildren(...nameParts(name));
  slot(item, "fill").classList.add(`f-${paint(number)}`);
  slot(item, "texture").classList.add(`f-texture-${paint(number)}`);
  return item;
}

// A pair's names break between the two, not inside one.
function nameParts(name) {
  return name.split(/(?<=\s[–-])\s/).flatMap((part) => {
    const span = document.createElement("span");
    span.textContent = part;
    return [span, " "];
  });
}

// What is entered and does not count; a band across the panel while it could change the winner.
function writeHeld(panel, { root }, words, fmt) {
  const danger = couldChange(root);
  const size = { n: fmt.count(root.held), votes: fmt.count(root.heldVotes) };
  show(slot(panel, "held"), root.held > 0);
  panel.classList.toggle("is-undecided", danger);
  useIcon(slot(panel, "held").querySelector("svg"), danger ? "warn" : "lock");
  write(slot(panel, "held-word"), danger ? words.heldCould : words.held);
  write(slot(panel, "held-size"), fill(danger ? words.heldVotes : words.heldSize, size));
}

function writeFoot(panel, contest, words, fmt) {
  const { root } = contest;
  write(slot(panel, "valid"), fmt.count(root.valid));
  write(slot(panel, "invalid"), fmt.count(root.invalid));
  write(slot(panel, "margin"), fmt.count(margin(root)));
  write(slot(panel, "out"), fmt.count(outstanding(root)));
  write(slot(panel, "as-of"), contest.asOf ? fill(words.asOf, { time: fmt.seconds(contest.asOf) }) : "");
}
