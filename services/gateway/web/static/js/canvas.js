// Villages by MapLibre: colour = who leads, strength = how far, texture = the number. The map is a
// picture, not a tool: it does not move, and takes no part in keyboard order.

import { Map as MapLibre, setWorkerUrl } from "/static/vendor/maplibre-gl.mjs";
import { scale } from "./dom.js";
import { labelling } from "./maplabels.js";
import { boundsOf } from "./geometry.js";
import { LAND, painted } from "./mapfeatures.js";
import { TEXTURED, texture } from "./textures.js";

setWorkerUrl("/static/vendor/maplibre-gl-worker.mjs");

const EVERY = 1000; // milliseconds between two paintings
const NUMBERS = [1, 2, 3, 4, 5, 6];
const STRENGTH = ["match", ["get", "level"], 1, 0.26, 2, 0.58, 3, 1, 0];

// Gives paint(view) with view = { shapes, rows, notices, incidents, fmt }, which is false where there
// is no WebGL, and stop(), which gives the graphics back.
export function painter(frame, onFailure) {
  const labels = labelling(frame.querySelector("svg"));
  let [engine, shapes, view, timer] = [null, null, null, null];

  function start() {
    engine?.remove();
    shapes = view.shapes;
    try {
      engine = open(frame, shapes, view.rows);
    } catch {
      engine = null;
      onFailure();
      return;
    }
    engine.on("resize", place);
    engine.once("idle", () => frame.setAttribute("data-painted", ""));
    place();
  }

  function place() {
    fit(engine, shapes);
    labels(view, (point) => engine.project(point));
  }

  function update() {
    timer = null;
    if (!engine) return;
    engine.getSource("villages")?.setData(painted(shapes.villages, view.rows));
    labels(view, (point) => engine.project(point));
  }

  function paint(next) {
    const same = view && isSame(view, next);
    view = next;
    if (view.shapes !== shapes) start();
    else if (!same) timer ??= setTimeout(update, EVERY);
    return engine !== null;
  }

  function stop() {
    clearTimeout(timer);
    engine?.remove();
    engine = null;
  }
  return { paint, stop };
}

// What is painted of either: a wall hears much that changes nothing on its map.
function isSame(one, other) {
  const signs = ({ notices, incidents }) => [...notices, ...incidents].map(({ id, severity, area }) => `${id}/${severity}/${area}`).join();
  return one.rows === other.rows && signs(one) === signs(other);
}

function open(frame, shapes, rows) {
  const colour = palette();
  const unit = scale();
  const engine = new MapLibre({
    container: frame.querySelector(".map-canvas"),
    style: { version: 8, sources: sources(shapes, rows), layers: layers(colour, unit) },
    bounds: boundsOf(shapes.villages),
    fitBoundsOptions: { padding: 8 * unit },
    interactive: false,
    attributionControl: false,
    renderWorldCopies: false,
    fadeDuration: 0,
    localIdeographFontFamily: false,
  });
  const ratio = devicePixelRatio;
  engine.on("styleimagemissing", () => {});
  engine.once("styledata", () => {
    for (const number of TEXTURED) {
      const image = texture(number, colour.mark, unit * ratio);
      engine.addImage(`texture-${number}`, image, { pixelRatio: ratio });
    }
  });
  const canvas = engine.getCanvas();
  canvas.setAttribute("aria-hidden", "true");
  canvas.removeAttribute("aria-label");
  canvas.removeAttribute("role");
  canvas.tabIndex = -1;
  return engine;
}

function fit(engine, shapes) {
  const unit = scale();
  engine.fitBounds(boundsOf(shapes.villages), { padding: 8 * unit, animate: false });
}

// Colours are those of tokens.css.
function palette() {
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    numbers: NUMBERS.map((number) => token(`k${number}`)),
    equal: token("idle"),
    gap: token("surface"),
    absent: token("line-strong"),
    district: token("ink"),
    land: token("surface-3"),
    mark: token("k-mark"),
  };
}

function sources({ villages, districts }, rows) {
  const collection = { type: "FeatureCollection", features: districts };
  return {
    villages: { type: "geojson", data: painted(villages, rows) },
    districts: { type: "geojson", data: collection },
  };
}

function layers(colour, unit) {
  const known = [">", ["get", "level"], 0];
  const number = ["+", 1, ["%", ["-", ["get", "leader"], 1], NUMBERS.length]];
  const fill = ["match", number, ...NUMBERS.flatMap((n) => [n, colour.numbers[n - 1]]), colour.equal];
  const leads = [">", ["get", "leader"], 0];
  const paint = ["case", leads, fill, colour.equal];
  const textured = ["all", leads, [">", number, 1]];
  const round = { "line-join": "round" };
  return [
    { id: "land", type: "fill", source: "villages", filter: ["==", ["get", "level"], LAND], paint: { "fill-color": colour.land } },
    { id: "fill", type: "fill", source: "villages", filter: known,
      paint: { "fill-color": paint, "fill-opacity": STRENGTH, "fill-antialias": true } },
    { id: "texture", type: "fill", source: "villages", filter: textured,
      paint: { "fill-pattern": ["concat", "texture-", ["to-string", number]] } },
    { id: "edge", type: "line", source: "villages", filter: known, layout: round,
      paint: { "line-color": colour.gap, "line-width": 1.4 * unit } },
    { id: "absent", type: "line", source: "villages", filter: ["!", known], layout: round,
      paint: { "line-color": colour.absent, "line-width": 1.5 * unit, "line-dasharray": [3, 2] } },
    { id: "district", type: "line", source: "districts", layout: round,
      paint: { "line-color": colour.district, "line-width": 2 * unit, "line-opacity": 0.9 } },
  ];
}
