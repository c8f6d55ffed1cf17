// The queue of incidents for the room: the worst first, who has each in hand, since when.

import { fill } from "../format.js";
import { keep, set, slot, stamp, useIcon, write } from "../dom.js";
import { INCIDENT_ICONS } from "../happenings.js";
import { turning } from "../turning.js";
import { rough } from "./piece.js";

const RANK = ["critical", "major", "minor", "info"];
const MINUTE = 60_000;
const DAY = 24 * 60;
const HOURS = 48; // as far as hours are said

// Those that the panel is about. Pure.
export function wanted(all, { types = [], severity = "info" }) {
  const least = RANK.indexOf(severity);
  return all.filter((one) => (!types.length || types.includes(one.type)) && RANK.indexOf(one.severity) <= least);
}

export function incidents(frame, options, { words, fmt, room, now }) {
  const box = stamp("piece-incidents");
  const list = box.querySelector("tbody");
  const end = turning(box);
  let shown = [];
  frame.body.append(box);
  frame.live();

  function draw() {
    const all = wanted(room.incidents(room.area()), options);
    shown = all.slice(0, options.limit);
    frame.name(words.pieceIncidents, all.length > shown.length ? fill(words.someOf, { n: shown.length, all: fmt.count(all.length) }) : fmt.count(all.length));
    frame.says(shown.length ? "" : words.pieceNoIncidents, "ok");
    keep(list, shown, (one) => one.id, () => stamp("piece-incident"), (row, one) => {
      useIcon(row.querySelector("svg"), INCIDENT_ICONS[one.severity]);
      write(slot(row, "severity"), words.incidentSeverities[one.severity]);
      write(slot(row, "headline"), one.headline);
      write(slot(row, "place"), one.headline.includes(one.place) ? "" : one.place);
      write(slot(row, "handler"), one.handler?.agency || one.handler?.name || words.pieceNobody);
      slot(row, "handler").classList.toggle("is-nobody", !one.handler);
    });
    tick(now());
  }

  function tick(time) {
    shown.forEach((one, index) => {
      const since = slot(list.children[index], "since");
      const minutes = Math.max(0, Math.floor((time - Date.parse(one.at)) / MINUTE));
      set(since, "datetime", one.at);
      write(since, minutes < HOURS * 60 ? rough(words, fmt, minutes) : fill(words.days, { n: Math.floor(minutes / DAY) }));
    });
  }
  return { draw, tick, stop: end };
}
