// A look as MapLibre's style layers. Pure: colours are handed in by the names of their tokens.

import { holds } from "./look.js";

const LINES = ["any", "line", "area"];
const ROUND = { "line-join": "round", "line-cap": "butt" };
// White on the line's own colour: [share of the width, dashes].
const OVER = { core: [0.28, null], dash: [0.28, [6, 5]], ticks: [1, [0.3, 0.55]], cross: [0.5, [1, 1]] };
export const ICONS = { plain: "dot", core: "ring", dash: "square", ticks: "cross", gaps: "hollow", cross: "diamond" };

// `source` is the id of the style's source, `inner` that of the layer in its tiles, or none.
export function styleOf(id, look, { source, inner, colour, unit = 1 }) {
  const from = inner ? { source, "source-layer": inner } : { source };
  const made = look.classes.flatMap((one, index) => {
    const filter = holds(look, index);
    const paint = { one, look, filter, from, colour: colour(one.colour), unit, id: `${id}/${index}` };
    return [...area(paint), ...line(paint, colour), ...point(paint)];
  });
  return made.map((layer) => ({ ...layer, metadata: { layer: id } }));
}

function kept(filter, ...types) {
  return ["all", filter, ["in", ["geometry-type"], ["literal", types]]];
}

function area({ one, look, filter, from, colour, id }) {
  if (look.shape !== "area" && look.shape !== "any") return [];
  const polygons = kept(filter, "Polygon", "MultiPolygon");
  const fill = { ...from, id: `${id}/fill`, type: "fill", filter: polygons, paint: { "fill-color": colour, "fill-opacity": 0.28 } };
  if (one.mark === "plain") return [fill];
  const pattern = { "fill-pattern": `texture-${one.mark}-${one.colour}`, "fill-opacity": 0.75 };
  return [fill, { ...from, id: `${id}/texture`, type: "fill", filter: polygons, paint: pattern }];
}

function line({ one, look, filter, from, colour, unit, id }, token) {
  if (!LINES.includes(look.shape)) return [];
  const lines = kept(filter, "LineString", "MultiLineString", "Polygon", "MultiPolygon");
  const wide = (look.shape === "area" ? 1.5 : look.width) * unit;
  const width = ["interpolate", ["linear"], ["zoom"], 8, wide * 0.5, 12, wide * 0.8, 16, wide * 1.4];
  const gaps = one.mark === "gaps" ? { "line-dasharray": [3, 2] } : {};
  const base = { ...from, id: `${id}/line`, type: "line", filter: lines, layout: ROUND,
    paint: { "line-color": colour, "line-width": width, ...gaps } };
  const over = look.shape === "line" && OVER[one.mark];
  if (!over) return [base];
  const [share, dashes] = over;
  const thin = width.map((part, index) => (index > 2 && index % 2 === 0 ? part * share : part));
  const marks = { "line-color": token("surface"), "line-width": thin, ...(dashes ? { "line-dasharray": dashes } : {}) };
  return [base, { ...from, id: `${id}/mark`, type: "line", filter: lines, layout: ROUND, minzoom: 10, paint: marks }];
}

function point({ one, look, filter, from, id }) {
  if (look.shape !== "point" && look.shape !== "any") return [];
  const layout = {
    "icon-image": `point-${ICONS[one.mark]}-${one.colour}`,
    "icon-size": ["interpolate", ["linear"], ["zoom"], 8, 0.45, 12, 0.75, 16, 1.15],
    "icon-allow-overlap": true,
    "icon-ignore-placement": true,
  };
  return [{ ...from, id: `${id}/point`, type: "symbol", filter: kept(filter, "Point", "MultiPoint"), layout }];
}

// The images that the style asks for by name: { kind: "point"|"texture", mark, colour } or null.
export function imageOf(name) {
  const found = /^(point|texture)-([a-z]+)-([a-z0-9]+)$/.exec(name);
  return found && { kind: found[1], mark: found[2], colour: found[3] };
}

// The names of features where there is room for them; the letters are the page's own font.
export function nameLayer(layer, look, { source, inner, colour, unit = 1 }) {
  const label = layer.label || null;
  if (!label) return null;
  const from = inner ? { source, "source-layer": inner } : { source };
  const ways = look.shape === "line" && look.by !== null;
  return {
    ...from,
    id: `${layer.id}/name`,
    type: "symbol",
    minzoom: 13,
    metadata: { layer: layer.id },
    layout: {
      "text-field": ["to-string", ["get", label]],
      "text-font": ["Archivo"],
      "text-size": 12 * unit,
      "text-max-width": 8,
      "text-padding": 6,
      ...(ways ? { "symbol-placement": "line" } : {}),
      ...(look.shape === "point" ? { "text-anchor": "top", "text-offset": [0, 0.8] } : {}),
    },
    paint: { "text-color": colour("ink"), "text-halo-color": colour("land"), "text-halo-width": 1.8 },
  };
}

// The zoom from which areas have their names.
export const NAMED_FROM = { provinces: 4, regencies: 7, districts: 9, villages: 11.5 };
