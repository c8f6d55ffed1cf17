// The four figures above all others: stations in, turnout, findings, open notices.

import { fill } from "./format.js";
import { set, show, slot, useIcon, write } from "./dom.js";
import { findingsOf, openNotices, outstanding } from "./select.js";

export function strip(words, fmt, target) {
  const at = (id) => document.getElementById(id);
  const draw = [
    stations(at("stations"), words, fmt),
    turnout(at("turnout"), words, fmt, target),
    findings(at("findings-total"), words, fmt),
    notices(at("notices-total"), words, fmt),
  ];
  return (view) => draw.forEach((one) => one(view));
}

function width(node, from, share) {
  set(node, "x", `${(from * 100).toFixed(2)}%`);
  set(node, "width", `${(share * 100).toFixed(2)}%`);
}

function stations(panel, words, fmt) {
  const part = (name) => slot(panel, name);
  return ({ contest }) => {
    const { in: arrived, complete, expected, held } = contest.root;
    const share = (count) => (expected ? count / expected : 0);
    write(part("label"), fill(words.stationsIn, { contest: contest.short }));
    write(part("in"), fmt.count(arrived));
    write(part("of"), fill(words.ofStations, { n: fmt.count(expected) }));
    write(part("complete"), fill(words.complete, { n: fmt.count(complete) }));
    write(part("part"), fill(words.votesOnly, { n: fmt.count(arrived - complete) }));
    write(part("held"), fill(words.heldBack, { n: fmt.count(held) }));
    show(part("held-key"), held > 0);
    write(part("out"), fill(words.out, { n: fmt.count(outstanding(contest.root)) }));
    width(part("complete-bar"), 0, share(complete));
    width(part("part-bar"), share(complete), share(arrived - complete));
    width(part("part-texture"), share(complete), share(arrived - complete));
    for (const piece of ["held-bar", "held-texture"]) width(part(piece), share(arrived), share(held));
  };
}

function turnout(panel, words, fmt, target) {
  const line = slot(panel, "target");
  set(line, "x1", `${target}%`);
  set(line, "x2", `${target}%`);
  return ({ contest }) => {
    const share = contest.root.turnout;
    write(slot(panel, "share"), fmt.percent(share, 2));
    show(slot(panel, "unit"), share !== null);
    width(slot(panel, "bar"), 0, Math.min(share ?? 0, 1));
    write(slot(panel, "distance"), distance(words, fmt, share, target));
  };
}

function distance(words, fmt, share, target) {
  if (share === null) return words.noTurnout;
  const points = share * 100 - target;
  return fill(points < 0 ? words.below : words.above, { points: fmt.number(Math.abs(points), 1) });
}

function findings(panel, words, fmt) {
  return ({ state }) => {
    const { error, warning } = findingsOf(state);
    write(slot(panel, "total"), fmt.count(error + warning));
    write(slot(panel, "detail"), error ? fmt.counted(words.errors, error) : "");
    useIcon(panel.querySelector("svg"), "find");
    panel.classList.toggle("is-odd", error > 0);
  };
}

function notices(panel, words, fmt) {
  return ({ state }) => {
    const open = openNotices(state);
    const critical = open.filter((one) => one.severity === "critical").length;
    const worst = critical ? "crit" : open.some((one) => one.severity === "warning") ? "warn" : "info";
    write(slot(panel, "total"), fmt.count(open.length));
    write(slot(panel, "detail"), critical ? fmt.counted(words.criticalCount, critical) : words.open);
    show(slot(panel, "detail"), open.length > 0);
    useIcon(panel.querySelector("svg"), worst);
  };
}
