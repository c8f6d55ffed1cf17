// An indicator's course: this year over the last, with the target, drawn to the panel's true size so
// that its words stay as large as all others.

import { draw as drawn, scale, set, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { apart, plotted, scaleOf } from "./plot.js";
import { periodText, titleOf } from "./telling.js";

const ROOM = { left: 96, right: 112, top: 26, bottom: 40 }; // pixels at 1920, for the words
const GAP = 24; // from one name at the right end to the next

export function course(body, { words, fmt, language }) {
  const svg = stamp("piece-series");
  let [head, plan] = [null, null];
  body.append(svg);
  const watching = new ResizeObserver(() => paint());
  watching.observe(svg);

  function draw(told, { items }) {
    head = told;
    plan = plotted(items);
    set(svg, "aria-label", `${titleOf(head, language)}: ${fmt.number(head.value, head.decimals)} ${head.unit}, ${periodText(head.period, words, fmt)}`);
    paint();
  }

  function paint() {
    const { clientWidth: width, clientHeight: height } = svg;
    if (!plan || !width || !height) return;
    const unit = scale();
    const box = { left: ROOM.left * unit, right: width - ROOM.right * unit, top: ROOM.top * unit, bottom: height - ROOM.bottom * unit };
    const values = plan.lines.flatMap(({ points }) => points.map(({ value }) => value));
    const axis = scaleOf(head.target === null ? values : [...values, head.target]);
    const x = (at) => box.left + at * (box.right - box.left);
    const y = (value) => box.bottom - ((value - axis.from) / (axis.to - axis.from)) * (box.bottom - box.top);
    const digits = axis.steps.every(Number.isInteger) ? 0 : Math.max(1, head.decimals);
    svg.replaceChildren(
      ...axis.steps.flatMap((step) => [line("chart-grid", box.left, y(step), box.right, y(step)), label("chart-step", box.left - 10 * unit, y(step), fmt.number(step, digits))]),
      ...plan.marks.map(({ at, period }) => label("chart-mark", x(at), box.bottom + 26 * unit, periodText(period, words, fmt, true))),
      ...aim(head, box, y),
      ...plan.lines.flatMap((one, index) => lineOf(one, index === plan.lines.length - 1, { x, y, unit })),
      ...names(head, box, y, unit),
    );
  }

  function aim({ target }, box, y) {
    return target === null ? [] : [line("chart-target", box.left, y(target), box.right, y(target))];
  }

  // Each line's name at the right end, the target's among them, none over another.
  function names({ target, decimals }, box, y, unit) {
    const ends = target === null ? [] : [{ kind: "chart-end", at: target, text: fill(words.pieceTarget, { target: fmt.number(target, decimals) }) }];
    plan.lines.forEach(({ name, points }, index) => {
      const isNewest = index === plan.lines.length - 1;
      if (name && !(isNewest && isOpen(points))) ends.push({ kind: isNewest ? "chart-end chart-year" : "chart-end", at: points.at(-1).value, text: name });
    });
    const places = apart(ends.map(({ at }) => y(at)), GAP * unit, box.top, box.bottom);
    return ends.map(({ kind, text }, index) => label(kind, box.right + 10 * unit, places[index], text));
  }

  // A line that ends far from the right has its name at its point.
  const isOpen = (points) => points.at(-1).at < 0.9;

  function lineOf({ name, points }, isNewest, { x, y, unit }) {
    const way = points.map(({ at, value }) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
    const end = points.at(-1);
    const parts = [drawn("polyline", { class: isNewest ? "chart-now" : "chart-before", points: way })];
    if (isNewest) parts.push(drawn("circle", { class: "chart-point", cx: x(end.at), cy: y(end.value), r: 6 * unit }));
    if (isNewest && isOpen(points)) parts.push(label(end.at < 0.1 ? "chart-value chart-first" : "chart-value", x(end.at), y(end.value) - 20 * unit, name));
    return parts;
  }
  return { draw, stop: () => watching.disconnect() };
}

function line(name, x1, y1, x2, y2) {
  return drawn("line", { class: name, x1, y1, x2, y2 });
}

function label(name, x, y, text) {
  const node = drawn("text", { class: name, x, y });
  write(node, text);
  return node;
}
