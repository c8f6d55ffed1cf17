// Headlines: the large one with its bar and target mark, those beside it, one among the nine.

import { set, show, slot, useIcon, write } from "../dom.js";
import { along } from "./figures.js";

const at = (id) => document.getElementById(id);

// A mark and its words, never colour alone.
export function mark(node, told, text = slot(node, "text")) {
  set(node, "class", `change ${told.kind}`.trim());
  useIcon(node.querySelector("svg"), told.icon);
  write(text, told.text);
}

function late(node, told) {
  set(node, "class", told.late ? "hl-fr late" : "hl-fr");
  useIcon(node.querySelector("svg"), told.icon);
  write(slot(node, "fresh-text"), told.text);
}

// The small form, on a page's side and among the nine.
export function small(node, head, tell) {
  write(slot(node, "title"), tell.title(head));
  write(slot(node, "value"), tell.value(head, head.value));
  write(slot(node, "unit"), head.value === null ? "" : head.unit);
  mark(slot(node, "change"), tell.change(head), slot(node, "change-text"));
  const target = slot(node, "target");
  if (target) write(target, tell.target(head));
  late(slot(node, "fresh"), tell.freshShort(head));
}

// `part` says which dimension values the figure is of.
export function large(head, tell, part) {
  write(at("head-label"), `${tell.title(head)}, ${tell.period(head.period)}${part}`);
  write(at("head-value"), tell.value(head, head.value));
  write(at("head-unit"), head.value === null ? "" : head.unit);
  mark(at("head-change"), tell.since(head));
  write(at("head-target"), part ? "" : tell.target(head));
  bullet(head, tell);
  const fresh = tell.fresh(head);
  set(at("fresh"), "class", `badge ${fresh.kind}`);
  useIcon(at("fresh").querySelector("svg"), fresh.icon);
  write(slot(at("fresh"), "text"), fresh.text);
  show(at("made"), head.made);
}

// The bar ends at 100 for shares, else a tenth beyond the larger of figure and target.
function bullet(head, tell) {
  show(at("bullet"), head.value !== null);
  if (head.value === null) return;
  const most = Math.max(head.value, head.target ?? 0, 0);
  const axis = [0, head.unit === "%" ? 100 : most * 1.1 || 1];
  set(at("bullet-value"), "width", `${along(head.value, axis).toFixed(2)}%`);
  const mark = at("bullet-target");
  mark.toggleAttribute("hidden", head.target === null);
  if (head.target !== null) for (const name of ["x1", "x2"]) set(mark, name, `${along(head.target, axis).toFixed(2)}%`);
  set(at("bullet"), "aria-label", `${tell.plain(head, head.value)}, ${tell.target(head)}`);
}
