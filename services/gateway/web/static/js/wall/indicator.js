// An indicator of the agencies: its newest figure, its course, or the order of the areas.

import { fill } from "../format.js";
import { course } from "./course.js";
import { headline } from "./headline.js";
import { ranking } from "./ranking.js";
import { periodText, titleOf } from "./telling.js";

const SECONDS = 180;
const OLD = 4 * SECONDS * 1000;
const SHOWN = { headline, series: course, ranking };

export function indicator(frame, { code, area, show }, context) {
  const { words, fmt, language, readings } = context;
  const path = `/v1/indicators/${encodeURIComponent(code)}/`;
  const asked = area ? `?${new URLSearchParams({ area })}` : "";
  const view = SHOWN[show](frame.body, context);
  const found = { head: null, more: show === "headline" ? {} : null };
  frame.says(words.pieceWaiting);

  function take(name) {
    return ({ data, at, state }) => {
      found[name] = data;
      frame.asOf(at, OLD);
      draw(state);
    };
  }

  function draw(state) {
    const { head, more } = found;
    if (!head || !more) return frame.says(said(state));
    const late = head.late ? words.pieceLate : "";
    frame.name(titleOf(head, language), [head.period && periodText(head.period, words, fmt), late].filter(Boolean).join(", "));
    frame.root.classList.toggle("is-late", head.late);
    const has = head.value !== null && head.value !== undefined;
    frame.says(has ? "" : words.pieceNoFigure, "info");
    if (has) view.draw(head, more);
  }

  function said(state) {
    if (state === "refused") return words.pieceRefused;
    return state === "absent" ? fill(words.pieceNoIndicator, { code }) : words.pieceWaiting;
  }

  const ends = [readings.watch(`${path}headline${asked}`, SECONDS, take("head"))];
  if (show !== "headline") ends.push(readings.watch(`${path}${show}${asked}`, SECONDS, take("more")));
  return {
    stop() {
      for (const end of ends) end();
      view.stop?.();
    },
  };
}
