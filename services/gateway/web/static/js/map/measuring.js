// Measuring: points by click, or by Enter at the middle of the map; length and area on the earth.

import { set, show, write } from "../dom.js";
import { areaOf, areaSaid, lengthOf, lengthSaid } from "./measure.js";

export function measuring({ words, fmt }, engine) {
  const at = (id) => document.getElementById(id);
  const { map } = engine;
  const canvas = map.getCanvas();
  let [points, on] = [[], false];

  function toggle(next) {
    on = next;
    points = [];
    set(at("measure"), "aria-pressed", String(on));
    show(at("measure-panel"), on);
    show(at("centre"), on);
    draw();
    if (on) canvas.focus({ preventScroll: true });
  }

  function draw() {
    const spots = points.map((one) => feature("Point", one));
    const line = points.length > 1 ? [feature("LineString", points)] : [];
    const area = points.length > 2 ? [feature("Polygon", [[...points, points[0]]])] : [];
    engine.mark([...area, ...line, ...spots]);
    write(at("length"), points.length > 1 ? said(lengthSaid(lengthOf(points))) : "–");
    write(at("size"), points.length > 2 ? said(areaSaid(areaOf(points))) : "–");
    if (points.length > 1) write(at("heard"), `${words.length}: ${at("length").textContent}. ${points.length > 2 ? `${words.area}: ${at("size").textContent}` : ""}`);
  }

  function said([value, digits, unit]) {
    return `${fmt.number(value, digits)} ${unit}`;
  }

  function add({ lng, lat }) {
    points.push([lng, lat]);
    draw();
  }

  function back() {
    points.pop();
    draw();
  }

  map.on("click", ({ lngLat }) => on && add(lngLat));
  canvas.addEventListener("keydown", (event) => {
    if (!on) return;
    if (event.key === "Enter") add(map.getCenter());
    if (event.key === "Backspace") back();
    if (event.key === "Escape") end();
  });
  at("measure").onclick = () => toggle(!on);
  at("measure-back").onclick = back;
  at("measure-end").onclick = end;

  function end() {
    toggle(false);
    at("measure").focus();
  }

  return { busy: () => on };
}

function feature(type, coordinates) {
  return { type: "Feature", properties: {}, geometry: { type, coordinates } };
}
