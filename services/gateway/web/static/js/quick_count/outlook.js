// The outlook for the full count: what is still out, and whether the leader can still lose.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";

const AREAS = 8;
const part = (id) => document.getElementById(id);

// Fill the list of earlier contests; returns the one that is chosen ("" = none).
export function offerBaselines(choice, elections, election, contest, words) {
  const others = elections.flatMap((one) =>
    one.contests
      .filter((other) => one.id !== election.id || other.id !== contest.id)
      .map((other) => new Option(fill(words.baselineOf, { election: one.name, contest: other.name }), `${one.id}/${other.id}`)),
  );
  const before = choice.value;
  choice.replaceChildren(new Option(words.noBaseline, ""), ...others);
  choice.value = [...choice.options].some((one) => one.value === before) ? before : "";
  return choice.value;
}

export function drawOutlook(outlook, words, fmt) {
  const { leader } = outlook;
  write(part("verdict"), leader ? words.verdicts[leader.verdict] : words.noVotes);
  write(part("verdict-why"), leader ? reason(outlook, words, fmt) : "");
  write(part("outlook-note"), outlook.state === "too_little" ? words.tooLittle : "");
  keep(part("finals"), leader ? outlook.candidates : [], (one) => one.number, () => stamp("final-row"), (row, one) =>
    drawFinal(row, one, outlook, words, fmt));
  show(part("caveat"), outlook.state === "with_interval" && outlook.stations_out > 0);
  drawAreas(outlook, words, fmt);
}

// Why, in one plain sentence.
export function reason({ leader, most_out: most, stations_out: out }, words, fmt) {
  const figures = { n: leader.number, over: leader.over, margin: fmt.count(leader.margin), most: fmt.count(most) };
  const bounds = leader.low === null ? {} : { low: fmt.count(leader.low), high: fmt.count(leader.high) };
  return fill(words[kind(leader, out)], { ...figures, ...bounds });
}

function kind({ verdict, low }, out) {
  if (!out) return "done";
  return verdict === "open" && low === null ? "openBlind" : verdict;
}

function drawFinal(row, one, outlook, words, fmt) {
  const tile = slot(row, "number");
  write(tile, String(one.number));
  set(tile, "class", `tile tile-k${one.number}`);
  write(slot(row, "name"), one.name);
  write(slot(row, "votes"), total(one, outlook, words, fmt));
  const range = one.low === null ? "" : fill(words.finalRange, { low: fmt.count(one.low), high: fmt.count(one.high) });
  write(slot(row, "range"), range);
}

// What a candidate has now, or will have as far as that can be foretold.
export function total(one, { candidates, stations_out: out }, words, fmt) {
  const counted = candidates.reduce((sum, other) => sum + other.votes, 0);
  const foretold = out > 0 && one.expected !== null;
  const votes = fmt.count(foretold ? one.expected : one.votes);
  const share = fmt.percent(foretold ? one.share : one.votes / counted, 2);
  return fill(foretold ? words.final : words.soFar, { votes, share });
}

function drawAreas({ areas, candidates }, words, fmt) {
  show(part("areas-part"), areas.length > 0);
  const head = part("areas-head");
  while (head.children.length > 3) head.lastElementChild.remove();
  for (const one of areas[0]?.expected ? candidates : []) head.append(cell("th", fill(words.forNumber, { n: one.number })));
  keep(part("areas"), areas.slice(0, AREAS), (one) => one.area.code, () => stamp("area-row"), (row, one) => drawArea(row, one, words, fmt));
  const more = areas.length - AREAS;
  write(part("more-areas"), more > 0 ? fill(words.moreAreas, { n: fmt.count(more) }) : "");
}

function drawArea(row, one, words, fmt) {
  write(slot(row, "name"), one.area.name);
  write(slot(row, "stations"), fmt.count(one.stations_out));
  write(slot(row, "voters"), fmt.count(one.dpt_out));
  while (row.children.length > 3) row.lastElementChild.remove();
  for (const expected of one.expected ?? []) row.append(cell("td", votes(expected, words, fmt)));
}

function votes({ votes: count, high }, words, fmt) {
  return `${fmt.count(count)} ${fill(words.plusMinus, { n: fmt.count(high - count) })}`;
}

function cell(kind, text) {
  const node = document.createElement(kind);
  node.className = "num";
  if (kind === "th") node.scope = "col";
  node.textContent = text;
  return node;
}
