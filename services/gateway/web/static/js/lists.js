// What is open, what is odd, what just came in: three short lists, the rest counted.

import { fill } from "./format.js";
import { keep, set, show, slot, stamp, useIcon, write } from "./dom.js";
import { openNotices, stationOf } from "./select.js";

const ROWS = { notices: 3, findings: 5, arrivals: 12 };
const ICONS = { critical: "crit", warning: "warn", info: "info" };

export function notices(words, fmt) {
  const [list, note, none] = parts("notices", "notices-note", "notices-none");
  return ({ state }) => {
    const open = openNotices(state);
    const shown = open.slice(0, ROWS.notices);
    write(note, open.length > shown.length ? fill(words.someOf, { n: shown.length, all: fmt.count(open.length) }) : "");
    show(none, open.length === 0);
    keep(list, shown, (one) => one.id, () => stamp("notice-template"), (item, one) => {
      useIcon(item.querySelector("svg"), ICONS[one.severity]);
      write(slot(item, "severity"), words.severities[one.severity]);
      write(slot(item, "headline"), one.headline);
      write(slot(item, "place"), one.headline.includes(one.place) ? "" : one.place);
      show(slot(item, "held"), one.state === "acknowledged");
      writeTime(item, one.raised_at, fmt.minutes);
    });
  };
}

export function findings(words, fmt) {
  const [list, none] = parts("findings", "findings-none");
  return ({ state, contests }) => {
    const shown = state.findings.slice(0, ROWS.findings);
    show(none, shown.length === 0);
    keep(list, shown, record, () => stamp("finding-template"), (item, one) => {
      writeStation(item, one, contests);
      write(slot(item, "count"), fmt.counted(words.findings, one.error + one.warning));
      writeTime(item, one.at, fmt.minutes);
    });
  };
}

export function arrivals(fmt) {
  const [list, none] = parts("arrivals", "arrivals-none");
  return ({ state, contests }) => {
    const shown = state.arrivals.slice(0, ROWS.arrivals);
    show(list, shown.length > 0);
    show(none, shown.length === 0);
    keep(list, shown, (one) => `${record(one)}/${one.version}`, () => stamp("arrival-template"), (item, one) => {
      writeStation(item, one, contests);
      show(slot(item, "correction"), one.version > 1);
      writeTime(item, one.received_at, fmt.seconds);
    });
  };
}

function parts(...ids) {
  return ids.map((id) => document.getElementById(id));
}

function record(one) {
  return `${one.contest}/${one.tps}`;
}

function writeStation(item, one, contests) {
  const { number, village } = stationOf(one);
  write(slot(item, "station"), `TPS ${number} ${village}`);
  write(slot(item, "contest"), contests.find((contest) => contest.id === one.contest)?.short ?? "");
}

function writeTime(item, time, written) {
  write(slot(item, "time"), written(time));
  set(slot(item, "time"), "datetime", time);
}
