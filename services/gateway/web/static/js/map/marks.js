// The marks of classes, drawn twice from one description: on the map's images and in the legend.

import { draw } from "../dom.js";
import { texture } from "../textures.js";
import { ICONS, imageOf } from "./painting.js";

const SIZE = 20;
// On a square of twenty units.
const PATHS = {
  dot: "M10 4.5a5.5 5.5 0 1 0 .01 0Z",
  ring: "M10 4.5a5.5 5.5 0 1 0 .01 0ZM10 8.2a1.8 1.8 0 1 1-.01 0Z",
  square: "M5 5h10v10H5Z",
  hollow: "M10 4a6 6 0 1 0 .01 0ZM10 7a3 3 0 1 1-.01 0Z",
  diamond: "M10 3.5 16.5 10 10 16.5 3.5 10Z",
  cross: "M8 3.5h4V8h4.5v4H12v4.5H8V12H3.5V8H8Z",
};
const TEXTURES = { core: 2, dash: 6, ticks: 5, gaps: 3, cross: 4 };

// The picture of a name that the style asks for, as map.addImage takes it; null for other names.
export function pictureOf(name, colour) {
  const asked = imageOf(name);
  if (!asked) return null;
  const scale = devicePixelRatio * 2;
  if (asked.kind === "texture") return [texture(TEXTURES[asked.mark] ?? 2, colour(asked.colour), scale / 2), { pixelRatio: devicePixelRatio }];
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE * scale;
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  const path = new Path2D(PATHS[asked.mark]);
  pen.lineWidth = 2.5;
  pen.lineJoin = "round";
  pen.strokeStyle = colour("surface");
  pen.stroke(path);
  pen.fillStyle = colour(asked.colour);
  pen.fill(path, "evenodd");
  return [pen.getImageData(0, 0, canvas.width, canvas.height), { pixelRatio: scale }];
}

// The same mark in the legend: an SVG of 48 by 20.
export function keyOf(look, one, colour) {
  const svg = draw("svg", { viewBox: "0 0 48 20", class: "map-key", "aria-hidden": "true" });
  const own = colour(one.colour);
  if (look.shape === "point") {
    svg.append(draw("path", { d: PATHS[ICONS[one.mark]], fill: own, "fill-rule": "evenodd", transform: "translate(14 0)" }));
  } else if (look.shape === "line") {
    svg.append(...stroke(one, own, colour("surface"), Math.max(2, Math.min(7, look.width * 1.2))));
  } else {
    svg.append(draw("rect", { x: 4, y: 3, width: 40, height: 14, fill: own, "fill-opacity": 0.3, stroke: own, "stroke-width": 1.5 }));
    if (one.mark !== "plain") svg.append(draw("path", { d: "M6 16 18 4M16 16 28 4M26 16 38 4", stroke: own, "stroke-width": 2, "stroke-dasharray": one.mark === "gaps" ? "2 3" : "none" }));
  }
  return svg;
}

const OVER = { core: [0.28, "none"], dash: [0.28, "6 5"], ticks: [1, "2 3.2"], cross: [0.5, "4 4"] };

function stroke(one, own, white, wide) {
  const line = (more) => draw("path", { d: "M2 10H46", fill: "none", ...more });
  const base = line({ stroke: own, "stroke-width": wide, "stroke-dasharray": one.mark === "gaps" ? "6 4" : "none" });
  const over = OVER[one.mark];
  return over ? [base, line({ stroke: white, "stroke-width": wide * over[0], "stroke-dasharray": over[1] })] : [base];
}
