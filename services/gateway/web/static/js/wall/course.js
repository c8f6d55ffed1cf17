// An indicator's course: this year over the last, with the target, drawn to the panel's true size so
// that its words stay as large as all others.

import { draw as drawn, scale, set, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { plotted, scaleOf } from "./plot.js";
import { periodText, titleOf } from "./telling.js";

const ROOM = { left: 96, right: 112, top: 26, bottom: 40 }; // pixels at 1920, for the words

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
      ...aim(head, box, y, unit),
      ...plan.lines.flatMap((one, index) => lineOf(one, index === plan.lines.length - 1, { x, y, box, unit })),
    );
  }

  function aim({ target, decimals }, box, y, unit) {
    if (target === null) return [];
    const said = fill(words.pieceTarget, { target: fmt.number(target, decimals) });
    return [line("chart-target", box.left, y(target), box.right, y(target)), label("chart-end", box.right + 10 * unit, y(target), said)];
  }

  function lineOf({ name, points }, isNewest, { x, y, box, unit }) {
    const way = points.map(({ at, value }) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
    const end = points.at(-1);
    const parts = [drawn("polyline", { class: isNewest ? "chart-now" : "chart-before", points: way })];
    if (isNewest) parts.push(drawn("circle", { class: "chart-point", cx: x(end.at), cy: y(end.value), r: 6 * unit }));
    if (name && !(isNewest && end.at < 0.9)) parts.push(label(isNewest ? "chart-end chart-year" : "chart-end", box.right + 10 * unit, y(end.value), name));
    if (isNewest && end.at < 0.9) parts.push(label(end.at < 0.1 ? "chart-value chart-first" : "chart-value", x(end.at), y(end.value) - 20 * unit, name));
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
