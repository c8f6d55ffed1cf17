// The map's frame: what it is called, whose contest it shows, its keys and its note. The shapes are
// painted by canvas.js, which is fetched with the map engine only here: a wall without WebGL goes on
// without a map.

import { fill } from "./format.js";
import { keep, set, show, slot, stamp, write } from "./dom.js";
import { isDrawnFromPoints } from "./mapfeatures.js";
import { openNotices, villageKind } from "./select.js";
import { paint } from "./tally.js";

export function map(words, fmt, onChoice) {
  const at = (id) => document.getElementById(id);
  const [title, choices, shown, keys] = ["map-title", "choices", "map-contest", "keys"].map(at);
  const [note, frame] = ["map-note", "map"].map(at);
  const paper = canvas(frame, words);

  return ({ state, contests, contest, shapes, incidents }) => {
    const kind = words.villages[villageKind((shapes?.villages ?? []).map((one) => one.id))];
    write(title, fill(words.mapTitle, { kind }));
    write(shown, contest.short);
    show(shown, contests.length === 1);
    set(frame, "aria-label", fill(words.mapLabel, { contest: contest.short, kind }));
    keep(choices, contests.length > 1 ? contests : [], (one) => one.id, () => stamp("choice-template"), (item, one) => {
      const button = slot(item, "name");
      write(button, one.short);
      set(button, "aria-pressed", String(one.id === contest.id));
      button.onclick = () => onChoice(one.id);
    });
    keep(keys, contest.candidates, (one) => `${contest.id}/${one.number}`, newKey(words), () => {});
    if (!shapes) return;
    if (!shapes.villages.length) return paper.none(state.election.rehearsal ? words.noRehearsalShapes : words.noShapes);
    show(note, isDrawnFromPoints(shapes.villages));
    write(note, fill(words.voronoi, { n: fmt.count(shapes.villages.length), kind }));
    paper.draw({ shapes, rows: contest.rows, notices: openNotices(state).filter(isLocal), incidents: incidents.filter(isLocal), fmt });
  };
}

// What is about a village, a station or a point has a place on the map; what is wider has only words.
function isLocal({ area, point }) {
  return area.length >= 10 || Boolean(point);
}

function newKey(words) {
  return ({ number }) => {
    const row = stamp("key-template");
    write(slot(row, "name"), fill(words.leads, { n: number }));
    for (const level of [1, 2, 3]) {
      slot(row, `fill-${level}`).classList.add(`f-${paint(number)}`);
      slot(row, `texture-${level}`).classList.add(`f-texture-${paint(number)}`);
    }
    return row;
  };
}

// The engine is loaded once; what was asked meanwhile is painted last.
function canvas(frame, words) {
  let latest = null;
  let paper = null;
  const message = slot(frame, "message");
  import("./canvas.js").then(
    ({ painter }) => {
      paper = painter(frame, () => write(message, words.noMap));
      if (latest) draw(latest);
    },
    () => write(message, words.noMap),
  );

  function draw(view) {
    latest = view;
    if (!paper) return;
    if (paper(view)) show(message, false);
  }

  function none(why) {
    if (!latest) write(message, why);
  }
  return { draw, none };
}
