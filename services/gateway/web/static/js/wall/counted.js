// Panels of an election: its tallies, its map, its stages. They are those of the election's own wall.

import { show, slot, stamp } from "../dom.js";
import { map } from "../map.js";
import { stages } from "../stages.js";
import { tallies } from "../tally.js";

const HOUR = 3_600_000;
const STAGES = 8;

const those = (contests, wanted) => (wanted ? contests.filter((one) => one.id === wanted) : contests);

export function tally(frame, { election, contest }, { words, fmt, room }) {
  const column = document.createElement("div");
  column.className = "column-tallies column";
  frame.body.append(column);
  frame.label(words.pieceTally);
  frame.live();
  const put = tallies(words, fmt, column);
  function draw() {
    const contests = those(room.counted(election).contests, contest);
    frame.says(contests.length ? "" : words.pieceNoCount);
    put({ contests });
  }
  return { draw };
}

export function mapped(frame, { layers, election, contest }, { words, fmt, room }) {
  const panel = stamp("piece-map");
  frame.body.append(panel);
  frame.label(words.mapLand);
  frame.live();
  let chosen = contest;
  const picture = map(words, fmt, choose, panel, layers);

  function choose(id) {
    chosen = id;
    draw();
  }

  function draw() {
    const { state, contests: all } = room.counted(election);
    const contests = those(all, contest);
    const shown = contests.find((one) => one.id === chosen) ?? contests[0] ?? null;
    const area = layers.includes("tps") && state.election ? state.election.area : room.area();
    picture.draw({ state, contests, contest: shown, shapes: room.shapes(area), incidents: room.incidents(area) });
  }
  return { draw, stop: picture.stop };
}

export function planned(frame, { election }, { words, fmt, room, readings }) {
  const list = stamp("piece-stages");
  frame.body.append(list);
  const plan = stages(words, fmt, list, readings, STAGES);

  function heard({ at, state }) {
    frame.asOf(at, HOUR);
    frame.says(state === "ok" && !slot(list, "plan-rows").childElementCount ? words.pieceNoStages : "");
    show(list, true);
  }

  function draw() {
    const { election: found } = room.counted(election).state;
    frame.name(words.pieceStages);
    if (found) plan.of(found.id, heard);
    else frame.says(words.pieceNoCount);
  }
  return { draw, stop: plan.stop };
}
