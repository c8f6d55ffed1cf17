// Names of districts with their stations in, and notices, written over the map as SVG text: the map
// has no glyph server, and text stays sharp at any size of wall.

import { draw, scale, write } from "./dom.js";
import { middleOf } from "./geometry.js";
import { spread } from "./labels.js";

const MOST = 16; // districts that can be named without hiding what they name

export function labelling(svg) {
  return (view, project) => {
    const { width, height } = svg.getBoundingClientRect();
    if (!width) return;
    const unit = scale();
    svg.replaceChildren();
    const { districts, villages } = view.shapes;
    const marks = view.notices.map((notice) => mark(notice, villages, project, unit)).filter(Boolean);
    const labels = districts.length > MOST ? [] : districts.map((one) => label(one, view, project));
    svg.append(...marks.map(({ node }) => node), ...labels.map(({ node }) => node));
    settle(labels, marks, { width, height });
  };
}

function label(district, { rows, fmt }, project) {
  const row = rows[district.id];
  const { x, y } = project(middleOf(district.geometry));
  const node = draw("g", { class: "map-label" });
  const name = draw("text", { class: "map-name" });
  const count = draw("text", { class: "map-count", dy: "1.1em" });
  write(name, district.properties.name);
  write(count, row ? `${fmt.count(row.in)}/${fmt.count(row.expected)}` : "");
  node.append(name, count);
  return { node, x, y };
}

function settle(labels, marks, area) {
  const fixed = marks.map(({ x, y, size }) => ({ x, y, width: size, height: size, fixed: true }));
  const boxes = labels.map(({ node, x, y }) => {
    const { width, height } = node.getBBox();
    return { x, y, width: width * 1.06, height };
  });
  const places = spread([...boxes, ...fixed], area).slice(0, labels.length);
  places.forEach(({ x, y }, index) => {
    const { height } = boxes[index];
    labels[index].node.setAttribute("transform", `translate(${x.toFixed(1)} ${(y - height * 0.08).toFixed(1)})`);
  });
}

const ICONS = { critical: "crit", warning: "warn", info: "info" };

function mark(notice, villages, project, unit) {
  const village = villages.find((one) => one.id === notice.area.slice(0, 10));
  if (!village) return null;
  const { x, y } = project(middleOf(village.geometry));
  const icon = ICONS[notice.severity];
  const node = draw("g", { class: `map-mark i i-${icon}` });
  const [half, size] = [14 * unit, 28 * unit];
  node.append(
    draw("circle", { class: "map-mark-ground", cx: x, cy: y, r: 20 * unit }),
    draw("use", { href: `#i-${icon}`, x: x - half, y: y - half, width: size, height: size }),
  );
  return { node, x, y, size: 40 * unit };
}
