// The chart of a road's condition: a bar for each stretch, coloured and marked by its class. A range
// is chosen by pointer, or stretch by stretch with the arrows.

import { draw, write } from "../dom.js";
import { bars, rangeOf, sta, ticks, topOf, within } from "./sta.js";

const [LEFT, RIGHT, TOP, BOTTOM] = [40, 12, 18, 20];
const PAINT = { good: ["c1", ""], fair: ["c2", "f-texture-k3"], light: ["c3", "f-texture-k4"], heavy: ["c4", "f-texture-k2"], unknown: ["idle", "f-texture-k5"] };

// `onChoose(segments)` gets the stretches of the range; gives { choose(from, to), draw() }.
export function chart(svg, { road, bounds, colour, onChoose }) {
  const { segments, length_m: length } = road;
  let [range, begun] = [null, null];

  function paint() {
    const { width, height } = svg.getBoundingClientRect();
    if (!width || !length) return;
    const [wide, high] = [width - LEFT - RIGHT, height - TOP - BOTTOM];
    const top = topOf(segments, bounds);
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const ground = draw("g", { transform: `translate(${LEFT} ${TOP})` });
    for (const bound of bounds) ground.append(...rule(bound, high - (bound / top) * high, wide));
    for (const metres of ticks(length)) ground.append(text(sta(metres), { x: (metres / length) * wide, y: high + 15, class: "sta-x" }));
    for (const one of bars(segments, { length, wide, high, top })) ground.append(...bar(one));
    if (range) ground.append(brush(range, wide, high));
    svg.replaceChildren(ground);
  }

  function rule(bound, y, wide) {
    return [draw("line", { x1: 0, x2: wide, y1: y, y2: y, class: "sta-rule" }), text(String(bound), { x: -8, y: y + 4, class: "sta-y" })];
  }

  function text(words, attributes) {
    const node = draw("text", attributes);
    write(node, words);
    return node;
  }

  function bar({ x, y, width, height, segment }) {
    const [name, mark] = PAINT[segment.condition] ?? PAINT.unknown;
    const box = { x, y, width, height };
    const own = draw("rect", { ...box, fill: colour(name), "data-from": segment.from_m });
    return mark ? [own, draw("rect", { ...box, class: mark })] : [own];
  }

  function brush([from, to], wide, high) {
    return draw("rect", { x: (from / length) * wide, y: -8, width: Math.max(2, ((to - from) / length) * wide), height: high + 8, class: "sta-brush" });
  }

  function metresAt(event) {
    const box = svg.getBoundingClientRect();
    const part = (event.clientX - box.left - LEFT) / (box.width - LEFT - RIGHT);
    return Math.max(0, Math.min(1, part)) * length;
  }

  function choose(from, to, told = true) {
    const found = within(segments, from, Math.max(to, from + 0.01));
    range = rangeOf(found);
    paint();
    if (told) onChoose(found);
  }

  svg.onpointerdown = (event) => {
    begun = metresAt(event);
    svg.setPointerCapture(event.pointerId);
    choose(begun, begun);
  };
  svg.onpointermove = (event) => begun !== null && choose(Math.min(begun, metresAt(event)), Math.max(begun, metresAt(event)));
  svg.onpointerup = () => {
    begun = null;
  };
  svg.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !segments.length) return;
    event.preventDefault();
    const now = range ? segments.findIndex((one) => one.from_m >= range[step > 0 && event.shiftKey ? 1 : 0]) : -1;
    const last = event.shiftKey && range ? segments.findIndex((one) => one.to_m >= range[1]) + step : now + step;
    const next = segments[Math.max(0, Math.min(segments.length - 1, last))];
    choose(event.shiftKey && range ? range[0] : next.from_m, next.to_m);
  };
  paint();
  return { choose, draw: paint };
}
