// The grid on which panels are laid, by pointer and wholly by keys. It draws a plan and says what is
// wanted of it; what comes of that is the plan's business.

import { keep, set, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { GRID, overlaps } from "./plan.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// `wanted`: {select(id), move(id, dx, dy, sort), size(id, dw, dh, sort), remove(id)}; `sort` names one
// drag, which is one step.
export function grid(root, { words, kinds, wanted }) {
  let drags = 0;

  function draw(panels, chosen) {
    const over = new Set(overlaps(panels).flat());
    keep(root, panels, (one) => one.id, made, (node, one) => {
      node.style.gridColumn = `${one.x + 1} / span ${one.w}`;
      node.style.gridRow = `${one.y + 1} / span ${one.h}`;
      write(slot(node, "kind"), nameOf(one));
      write(slot(node, "says"), saysOf(one));
      set(node, "aria-pressed", String(one.id === chosen));
      set(node, "aria-label", label(one));
      set(node, "data-over", String(over.has(one.id)));
    });
  }

  const nameOf = (one) => kinds[one.kind]?.name ?? one.kind;
  const saysOf = ({ id, options }) => options.text || options.code || options.url || id;

  function label(one) {
    const place = { x: one.x + 1, y: one.y + 1, w: one.w, h: one.h };
    return fill(words.panel, { kind: nameOf(one), says: saysOf(one), ...place });
  }

  function made() {
    const node = stamp("grid-panel");
    node.addEventListener("focus", () => wanted.select(node.dataset.key));
    node.addEventListener("keydown", (event) => pressed(node, event));
    node.addEventListener("pointerdown", (event) => dragged(node, event));
    return node;
  }

  function pressed(node, event) {
    const id = node.dataset.key;
    const [dx, dy] = ARROWS[event.key] ?? [0, 0];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (dx || dy) (event.shiftKey ? wanted.size : wanted.move)(id, dx, dy);
    else if (event.key === "Delete" || event.key === "Backspace") wanted.remove(id);
    else return;
    event.preventDefault();
  }

  // A drag by whole cells: what was done already is taken off, so that no cell is counted twice.
  function dragged(node, event) {
    if (event.button !== 0) return;
    const [id, sort] = [node.dataset.key, `drag ${(drags += 1)}`];
    const act = event.target.closest('[data-slot="grip"]') ? wanted.size : wanted.move;
    const { width, height } = root.getBoundingClientRect();
    const done = [0, 0];
    node.focus();
    node.setPointerCapture(event.pointerId);
    node.onpointermove = (now) => {
      const to = [
        Math.round(((now.clientX - event.clientX) / width) * GRID.columns),
        Math.round(((now.clientY - event.clientY) / height) * GRID.rows),
      ];
      const [dx, dy] = [to[0] - done[0], to[1] - done[1]];
      if (!dx && !dy) return;
      [done[0], done[1]] = to;
      act(id, dx, dy, sort);
    };
    node.onpointerup = node.onpointercancel = () => {
      node.onpointermove = node.onpointerup = node.onpointercancel = null;
    };
  }

  const focus = (id) => root.querySelector(`[data-key="${CSS.escape(id)}"]`)?.focus();
  return { draw, focus };
}
