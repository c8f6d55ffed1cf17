// The estimate: a share and its interval for each candidate, on one axis from 0 to 100 %.

import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { fill } from "../format.js";

const STATES = { held: ["wait", "badge badge-warn"], shown: ["ok", "badge badge-ok"] };

export function drawEstimate(estimate, words, fmt) {
  const part = (id) => document.getElementById(id);
  badge(part("state"), words[estimate.state], ...STATES[estimate.state]);
  badge(part("openness"), estimate.published ? words.published : words.hidden, estimate.published ? "eye" : "lock", "badge");
  write(part("as-of"), fill(words.countedAt, { time: `${fmt.seconds(estimate.as_of)} ${fmt.zone}` }));
  write(part("arrived"), fill(words.arrivedOf, { n: fmt.count(estimate.arrived), all: fmt.count(estimate.size) }));
  const level = fmt.number(estimate.confidence * 100, estimate.confidence * 1000 % 10 ? 1 : 0);
  write(part("confidence"), estimate.candidates ? fill(words.confidence, { n: level }) : "");
  show(part("held"), estimate.state === "held");
  write(slot(part("held"), "why"), held(estimate.lacking, words, fmt));
  keep(part("candidates"), estimate.candidates ?? [], (one) => one.number, () => stamp("candidate-row"), (row, one) =>
    drawCandidate(row, one, words, fmt));
  show(part("scale"), Boolean(estimate.candidates));
  const said = lead(estimate.lead, words, fmt);
  show(part("lead"), Boolean(said));
  write(slot(part("lead"), "text"), said);
  keep(part("notes"), notes(estimate, words, fmt), (text) => text, () => stamp("note-row"), write);
}

function badge(node, text, icon, kind) {
  useIcon(node.querySelector("svg"), icon);
  set(node, "class", kind);
  write(slot(node, "text"), text);
}

function drawCandidate(row, one, words, fmt) {
  const tile = slot(row, "number");
  write(tile, String(one.number));
  set(tile, "class", `tile tile-k${one.number}`);
  write(slot(row, "name"), one.name);
  write(slot(row, "share"), `${fmt.percent(one.share, 1)} %`);
  write(slot(row, "range"), fill(words.range, { low: fmt.percent(one.low, 1), high: fmt.percent(one.high, 1) }));
  for (const [name, kind] of [["interval", "f-k"], ["texture", "f-texture-k"]]) {
    const bar = slot(row, name);
    set(bar, "class", `${kind}${one.number}`);
    set(bar, "x", `${100 * one.low}%`);
    set(bar, "width", `${Math.max(100 * (one.high - one.low), 0.3)}%`);
  }
  set(slot(row, "point"), "x", `${100 * one.share}%`);
}

function held(lacking, words, fmt) {
  if (!lacking.strata) return words.heldStill;
  const counts = { strata: fmt.counted(words.strata, lacking.strata), stations: fmt.counted(words.stations, lacking.stations) };
  return fill(words.heldWhy, counts);
}

export function lead(found, words, fmt) {
  if (!found) return "";
  const [points, low, high] = [found.difference, found.low, found.high].map((one) => fmt.percent(one, 1));
  return fill(found.clear ? words.leadClear : words.leadUnclear, { n: found.number, over: found.over, points, low, high });
}

function notes(estimate, words, fmt) {
  if (!estimate.candidates) return [];
  const { turnout, valid, collapsed } = estimate;
  const shares = turnout && { share: fmt.percent(turnout.share, 1), low: fmt.percent(turnout.low, 1), high: fmt.percent(turnout.high, 1) };
  const votes = valid && { n: fmt.count(valid.votes), low: fmt.count(valid.low), high: fmt.count(valid.high) };
  const joined = collapsed.map((codes) => codes.join(" + ")).join("; ");
  return [
    turnout ? fill(words.turnout, shares) : words.noTurnout,
    valid ? fill(words.validTotal, votes) : "",
    joined ? fill(words.collapsed, { list: joined }) : "",
  ].filter(Boolean);
}
