// A scene's panels on their grid, and the turn from one scene to the next. What goes gives back its
// listeners, timers and graphics; what was read stays warm for the next time.

import { KINDS } from "./kinds.js";
import { piece } from "./piece.js";

const TURN = 160; // milliseconds, as --dur

const keyOf = (scene) => (scene ? `${scene.code}/${scene.version ?? 0}` : "");

// `context`: what every kind may use (see wall.js). `root` holds the scene on show.
export function stage(root, context) {
  let [key, pieces, grid] = ["", [], null];

  function leave() {
    for (const { view } of pieces) view.stop?.();
    const old = grid;
    if (old) {
      old.classList.remove("is-on");
      old.setAttribute("aria-hidden", "true");
      setTimeout(() => old.remove(), TURN);
    }
    [pieces, grid] = [[], null];
  }

  // One panel that fails leaves the others as they are.
  function begun({ panel, frame }) {
    try {
      return KINDS[panel.kind](frame, panel.options, context);
    } catch (error) {
      frame.says(context.words.pieceBroken, "warn");
      reportError(error);
      return {};
    }
  }

  function enter(scene) {
    grid = document.createElement("div");
    grid.className = "scene";
    grid.dataset.scene = scene.code;
    pieces = scene.panels.map((panel) => {
      const frame = piece(panel, context.words, context.fmt);
      grid.append(frame.root);
      return { panel, frame };
    });
    root.append(grid);
    for (const one of pieces) one.view = begun(one);
    const entered = grid;
    requestAnimationFrame(() => entered.classList.add("is-on"));
  }

  return {
    // The scene to show, or null for none. Gives whether another one is on now.
    show(scene) {
      const wanted = keyOf(scene);
      if (wanted === key) return false;
      key = wanted;
      leave();
      if (scene) enter(scene);
      return true;
    },
    // Whether this one is on already.
    is: (scene) => keyOf(scene) === key,
    draw: () => pieces.forEach(({ view }) => view.draw?.()),
    tick(time, heard) {
      for (const { view, frame } of pieces) {
        view.tick?.(time);
        frame.tick(time, heard);
      }
    },
  };
}
