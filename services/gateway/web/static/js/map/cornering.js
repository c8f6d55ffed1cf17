// Corners of what is drawn, one at a time, for those who go by keyboard: its numbers in fields, a
// handle that arrows move on the map, one more after it, or it taken out.

import { show, slot, write } from "../dom.js";
import { fill } from "../format.js";
import { added, begun, between, cornersOf, dropped, moved } from "./corners.js";

const EXACT = 6; // decimals of a degree
const [STEP, FINE] = [10, 1]; // pixels of an arrow, and with Shift
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const number = (text) => Number(text.trim().replace(",", "."));

// `hand` is the pen; `onChange` is told after each change that is made here.
export function cornering(form, { engine, words, hand, type, onChange }) {
  const at = (name) => slot(form, name);
  let [chosen, draft] = [0, []]; // positions that are too few for a geometry yet

  const corners = () => {
    const geometry = hand.geometry();
    return geometry ? cornersOf(geometry) : draft.map((position, place) => ({ at: place, position }));
  };

  function draw() {
    const all = corners();
    chosen = Math.max(0, Math.min(chosen, all.length - 1));
    const one = all[chosen];
    const text = one ? fill(words.corner, { n: String(chosen + 1), all: String(all.length) }) : words.noCorner;
    write(at("corner-which"), text);
    for (const [name, axis] of [["corner-lon", 0], ["corner-lat", 1]]) {
      at(name).disabled = !one;
      if (document.activeElement !== at(name)) at(name).value = one ? one.position[axis].toFixed(EXACT) : "";
    }
    for (const name of ["corner-move", "corner-drop", "corner-before", "corner-next"]) at(name).disabled = !one;
    at("corner-add").disabled = type === "Point" && all.length > 0;
    mark();
  }

  function mark() {
    const all = corners();
    const points = hand.geometry() ? all.slice(chosen, chosen + 1) : all;
    engine.mark(points.map(({ position }) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: position } })));
  }

  function put(geometry) {
    hand.set(geometry);
    draft = [];
    onChange();
    draw();
  }

  function place(position) {
    const geometry = hand.geometry();
    if (geometry) return put(moved(geometry, chosen, position));
    draft = draft.map((one, index) => (index === chosen ? position : one));
    return draw();
  }

  function typed() {
    const [x, y] = [number(at("corner-lon").value), number(at("corner-lat").value)];
    const fine = Math.abs(x) <= 180 && Math.abs(y) <= 90;
    for (const [name, good] of [["corner-lon", Math.abs(x) <= 180], ["corner-lat", Math.abs(y) <= 90]]) at(name).toggleAttribute("aria-invalid", !good);
    if (fine) place([x, y]);
  }

  // In a line or an area half way to the next corner; at an end, and at the beginning, in the middle of
  // the map.
  function add() {
    const geometry = hand.geometry();
    const { lng, lat } = engine.map.getCenter();
    const middle = [lng, lat].map((one) => Number(one.toFixed(EXACT)));
    if (!geometry) {
      draft = [...draft, middle];
      chosen = draft.length - 1;
      const made = begun(type, draft);
      return made ? put(made) : draw();
    }
    const more = added(geometry, chosen, between(geometry, chosen) ?? middle);
    if (!more) return undefined;
    chosen += 1;
    return put(more);
  }

  function drop() {
    const geometry = hand.geometry();
    if (!geometry) {
      draft = draft.filter((_, index) => index !== chosen);
      return draw();
    }
    const fewer = dropped(geometry, chosen);
    if (fewer) return put(fewer);
    return write(at("corner-which"), words.fewCorners);
  }

  function arrow(event) {
    const way = ARROWS[event.key];
    const one = corners()[chosen];
    if (!way || !one) return;
    event.preventDefault();
    const far = event.shiftKey ? FINE : STEP;
    const { x, y } = engine.map.project(one.position);
    const { lng, lat } = engine.map.unproject([x + way[0] * far, y + way[1] * far]);
    place([lng, lat].map((value) => Number(value.toFixed(EXACT))));
  }

  function go(step) {
    const all = corners();
    if (all.length) chosen = (chosen + step + all.length) % all.length;
    draw();
    const one = all[chosen];
    if (one) engine.map.easeTo({ center: one.position, animate: false });
  }

  show(at("corners"), true);
  for (const name of ["corner-lon", "corner-lat"]) at(name).onchange = typed;
  at("corner-before").onclick = () => go(-1);
  at("corner-next").onclick = () => go(1);
  at("corner-add").onclick = add;
  at("corner-drop").onclick = drop;
  at("corner-move").onkeydown = arrow;
  draw();
  return {
    draw,
    // Everything is drawn anew.
    again() {
      [chosen, draft] = [0, []];
      draw();
    },
  };
}
