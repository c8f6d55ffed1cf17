// The queue at the left: what waits, in an order that stands still while one works.

import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { fill } from "../format.js";

const MINUTE = 60_000;

export const keyOf = (item) => `${item.contest}/${item.tps}`;

// The rows in the order they had, what is new behind them, what is gone left out. Pure.
export function ordered(items, before) {
  const places = new Map(before.map((key, index) => [key, index]));
  const place = (item) => places.get(keyOf(item)) ?? before.length;
  return items.map((item, index) => [item, index]).sort(([a, i], [b, j]) => place(a) - place(b) || i - j).map(([item]) => item);
}

export function stationName(item, words) {
  const village = item.areas.find((one) => one.level === "village")?.name ?? item.tps.slice(6, 10);
  return fill(words.station, { number: item.tps.slice(-3), village });
}

export function list(words, fmt, contests, onChoose) {
  const root = document.getElementById("queue");
  const several = contests.size > 1;

  function draw({ items, total, you }, current, now) {
    write(document.getElementById("queue-total"), fmt.count(total));
    keep(root, items, keyOf, (item) => made(item, onChoose), (node, item) => fillRow(node, item, current, now));
    write(document.getElementById("today"), today(you, words, fmt));
  }

  function fillRow(node, item, current, now) {
    const held = item.lease !== null && !item.mine;
    if (keyOf(item) === current) set(node, "aria-current", "true");
    else node.removeAttribute("aria-current");
    node.classList.toggle("is-held", held);
    useIcon(node.querySelector("svg"), held ? "lock" : severity(item));
    write(slot(node, "name"), stationName(item, words));
    write(slot(node, "note"), [...(several ? [contests.get(item.contest)] : []), noteOf(item, held)].join(" · "));
    write(slot(node, "age"), age(now - Date.parse(item.since), words, fmt));
  }

  function noteOf(item, held) {
    if (held) return fill(words.heldBy, { name: item.lease.name });
    if (item.passed) return words.secondAsked;
    if (item.state === "conflicted") return words.conflicted;
    const found = item.findings.error + item.findings.warning;
    return found ? fmt.counted(words.findings, found) : words.noFindings;
  }

  return { draw };
}

function made(item, onChoose) {
  const node = stamp("queue-row");
  node.querySelector("button").addEventListener("click", () => onChoose(item));
  return node;
}

function severity(item) {
  if (item.state === "conflicted" || item.findings.error) return "crit";
  return item.findings.warning ? "warn" : "ok";
}

function age(milliseconds, words, fmt) {
  const minutes = Math.max(0, Math.floor(milliseconds / MINUTE));
  if (minutes < 60) return fill(words.minutesShort, { n: fmt.count(minutes) });
  return fmt.counted(words.hoursShort, Math.floor(minutes / 60));
}

export function today({ checked, seconds }, words, fmt) {
  const done = fill(words.today, { n: fmt.count(checked) });
  return checked ? `${done}, ${fill(words.average, { n: fmt.count(Math.round(seconds)) })}` : done;
}
