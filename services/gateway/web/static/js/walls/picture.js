// A scene in small: its panels as they lie on the grid, each with the name of its kind.

import { draw } from "../dom.js";
import { GRID } from "./plan.js";

const CELL = 10; // of the drawing's 240 by 120
const GAP = 1;
const LETTER = 6.2; // width of a letter of the names, about

export function picture(svg, scene, kinds, title) {
  const key = JSON.stringify([scene?.panels, title]);
  if (svg.dataset.drawn === key) return;
  svg.dataset.drawn = key;
  svg.setAttribute("aria-label", title);
  const ground = draw("rect", { class: "ground", width: GRID.columns * CELL, height: GRID.rows * CELL });
  svg.replaceChildren(ground, ...(scene?.panels ?? []).flatMap((one) => drawn(one, kinds)));
}

function drawn(one, kinds) {
  const [x, y, width, height] = [one.x, one.y, one.w, one.h].map((cells) => cells * CELL);
  const rect = draw("rect", { class: "piece", x: x + GAP, y: y + GAP, width: width - 2 * GAP, height: height - 2 * GAP, rx: 2 });
  const name = draw("text", { x: x + width / 2, y: y + height / 2 });
  name.textContent = shortened(said(one, kinds), Math.floor((width - 6) / LETTER));
  return [rect, name];
}

const said = ({ kind, options }, kinds) => options.text || (kind === "indicator" && options.code) || kinds[kind]?.name || kind;
const shortened = (text, letters) => (text.length <= letters ? text : letters < 2 ? "" : `${text.slice(0, letters - 1)}…`);
