// Names of districts with their stations in, and notices, written over the map as SVG text: the map
// has no glyph server, and text stays sharp at any size of wall.

import { draw, scale, write } from "./dom.js";
import { INCIDENT_ICONS } from "./happenings.js";
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
    const signs = [...view.notices.map((one) => [one, ICONS[one.severity], "circle"]), ...view.incidents.map((one) => [one, INCIDENT_ICONS[one.severity], "rect"])];
    const marks = signs.map(([one, icon, ground]) => mark(one, icon, ground, { villages, project, unit })).filter(Boolean);
    const labels = districts.length > MOST ? [] : districts.map((one) => label(one, view, project));
    svg.append(...marks.map(({ node }) => node), ...labels.map(({ node }) => node));
    settle(labels, marks, { width, height });
  };
}

function label(district, { rows, fmt }, project) {
  const row = rows?.[district.id];
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

// A notice stands on a circle in its village; an incident on a square, at its point where one is known.
function mark({ area, point }, icon, ground, { villages, project, unit }) {
  const village = villages.find((one) => one.id === area.slice(0, 10));
  const spot = point ?? (village && middleOf(village.geometry));
  if (!spot) return null;
  const { x, y } = project(spot);
  const node = draw("g", { class: `map-mark i i-${icon}` });
  const [half, size, reach] = [14 * unit, 28 * unit, 20 * unit];
  const square = { x: x - reach, y: y - reach, width: 2 * reach, height: 2 * reach, rx: 6 * unit };
  node.append(
    draw(ground, { class: "map-mark-ground", ...(ground === "rect" ? square : { cx: x, cy: y, r: reach }) }),
    draw("use", { href: `#i-${icon}`, x: x - half, y: y - half, width: size, height: size }),
  );
  return { node, x, y, size: 40 * unit };
}
