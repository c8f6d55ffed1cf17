// The ground: sea, land from our own boundaries, and the places in the order of drawing at which layers
// are put; a base map comes to its own place later (basemap.js). Pure.

export const LAND = "land";
// Layers of a type are put below the anchor of that name; wide lines, as those of a road's condition,
// above all others, which would hide their marks.
const SLOTS = { fill: "at-lines", line: "at-wide", wide: "at-points", symbol: "at-names", name: "at-top" };
const WIDE = 4;
export const BASE = "at-base";
const ANCHORS = [BASE, "at-lines", "at-wide", "at-points", "at-names", "at-top"];
const EMPTY = { type: "geojson", data: { type: "FeatureCollection", features: [] } };

// The anchor below which a layer of this look is put; `name`: its names.
export function below(type, look) {
  return SLOTS[type === "line" && look.width > WIDE ? "wide" : type];
}

export function base({ colour, land, tiles }) {
  const anchors = ANCHORS.map((id) => ({ id, type: "background", layout: { visibility: "none" } }));
  const [ground, lines, wide, points, names, top] = anchors;
  return {
    version: 8,
    sources: { [LAND]: tiles(land.join(",")), chosen: EMPTY, marked: EMPTY, names: EMPTY },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colour("sea") } },
      ...land.map((id) => ({ id: `land/${id}`, type: "fill", source: LAND, "source-layer": id,
        paint: { "fill-color": colour("land"), "fill-antialias": false } })),
      ground,
      lines,
      ...chosenLayers(colour),
      wide,
      points,
      names,
      areaNames(colour),
      ...overLayers(colour),
      top,
    ],
  };
}

// Below what is chosen: a casing of ink, wider than the line itself.
function chosenLayers(colour) {
  const ink = colour("ink");
  const round = { "line-join": "round", "line-cap": "round" };
  return [
    { id: "chosen/casing", type: "line", source: "chosen", layout: round,
      paint: { "line-color": ink, "line-width": ["case", ["in", ["geometry-type"], ["literal", ["Polygon", "MultiPolygon"]]], 3.5, 13] } },
  ];
}

// Above everything: the ring around a chosen point, a marked stretch, what is measured.
function overLayers(colour) {
  const ink = colour("ink");
  const point = ["==", ["geometry-type"], "Point"];
  return [
    { id: "chosen/ring", type: "circle", source: "chosen", filter: point,
      paint: { "circle-radius": 13, "circle-color": ink, "circle-opacity": 0, "circle-stroke-color": ink, "circle-stroke-width": 3 } },
    { id: "marked/area", type: "fill", source: "marked", filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": ink, "fill-opacity": 0.12 } },
    { id: "marked/halo", type: "line", source: "marked", paint: { "line-color": colour("surface"), "line-width": 6 } },
    { id: "marked/line", type: "line", source: "marked",
      paint: { "line-color": ink, "line-width": 2.5, "line-dasharray": [2, 1.5] } },
    { id: "marked/point", type: "circle", source: "marked", filter: point,
      paint: { "circle-radius": 4.5, "circle-color": colour("surface"), "circle-stroke-color": ink, "circle-stroke-width": 2 } },
  ];
}

function areaNames(colour) {
  return {
    id: "names",
    type: "symbol",
    source: "names",
    layout: { "text-field": ["get", "text"], "text-font": ["Archivo"], "text-size": ["match", ["get", "source"], "villages", 12, 14], "text-max-width": 8, "text-padding": 4 },
    paint: { "text-color": colour("ink-2"), "text-halo-color": colour("land"), "text-halo-width": 2 },
  };
}
