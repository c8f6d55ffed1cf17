// The map's frame: what it is called, whose contest it shows, its keys and its note. The shapes are
// painted by canvas.js, which is fetched with the map engine only here: a wall without WebGL goes on
// without a map.

import { fill } from "./format.js";
import { keep, set, show, slot, stamp, write } from "./dom.js";
import { unmarked } from "./happenings.js";
import { isDrawnFromPoints } from "./mapfeatures.js";
import { openNotices, villageKind } from "./select.js";
import { paint } from "./tally.js";

const ALL = ["villages", "tps", "incidents", "notices"];

// `panel` is the map's section; without `tps` among the layers, the land is drawn without a count.
// Gives draw(view), and stop() for a panel that goes.
export function map(words, fmt, onChoice, panel, layers = ALL) {
  const [title, choices, shown, keys] = ["map-title", "choices", "map-contest", "keys"].map((name) => slot(panel, name));
  const [note, frame] = ["map-note", "map"].map((name) => slot(panel, name));
  const has = (layer) => layers.includes(layer);
  const paper = canvas(frame, words);
  for (const key of panel.querySelectorAll("[data-layer]")) show(key, has(key.dataset.layer));

  function name({ contests, contest }, kind) {
    write(title, contest ? fill(words.mapTitle, { kind }) : words.mapLand);
    write(shown, contest?.short ?? "");
    show(shown, contests.length === 1);
    set(frame, "aria-label", contest ? fill(words.mapLabel, { contest: contest.short, kind }) : words.mapLand);
    keep(choices, contests.length > 1 ? contests : [], (one) => one.id, () => stamp("choice-template"), (item, one) => {
      const button = slot(item, "name");
      write(button, one.short);
      set(button, "aria-pressed", String(one.id === contest.id));
      button.onclick = () => onChoice(one.id);
    });
    keep(keys, contest?.candidates ?? [], (one) => `${contest.id}/${one.number}`, newKey(words), () => {});
  }

  function draw({ state, contests, contest, shapes, incidents }) {
    const kind = words.villages[villageKind((shapes?.villages ?? []).map((one) => one.id))];
    const counted = has("tps") && contest ? contest : null;
    name({ contests: counted ? contests : [], contest: counted }, kind);
    if (!shapes) return;
    if (!shapes.villages.length) return paper.none(state.election?.rehearsal ? words.noRehearsalShapes : words.noShapes);
    show(note, isDrawnFromPoints(shapes.villages));
    write(note, fill(words.voronoi, { n: fmt.count(shapes.villages.length), kind }));
    const marks = has("incidents") ? incidents.filter(isLocal) : [];
    const notices = has("notices") ? unmarked(openNotices(state), marks).filter(isLocal) : [];
    paper.draw({ shapes, rows: counted?.rows ?? null, notices, incidents: marks, fmt });
  }
  return { draw, stop: paper.stop };
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
  let [latest, paper, stopped] = [null, null, false];
  const message = slot(frame, "message");
  const failed = () => write(message, words.noMap);
  import("./canvas.js").then(({ painter }) => {
    if (stopped) return;
    paper = painter(frame, failed);
    if (latest) draw(latest);
  }, failed);

  function draw(view) {
    latest = view;
    if (!paper) return;
    if (paper.paint(view)) show(message, false);
  }

  function none(why) {
    if (!latest) write(message, why);
  }

  function stop() {
    stopped = true;
    paper?.stop();
  }
  return { draw, none, stop };
}
