// How many letters wait in the office, and how many are late: counts alone, never what is in them.

import { show, slot, stamp, write } from "../dom.js";

const SECONDS = 60;
const OLD = 5 * SECONDS * 1000;
const COUNTS = ["to_sign", "to_follow_up", "dispositions", "overdue"];

export function letters(frame, _options, { words, fmt, readings }) {
  const box = stamp("piece-letters");
  frame.body.append(box);
  frame.name(words.pieceLetters);
  frame.says(words.pieceWaiting);

  const stop = readings.watch("/v1/wall/letters", SECONDS, ({ data, at, state }) => {
    frame.says(data ? "" : state === "refused" ? words.pieceRefused : words.pieceWaiting);
    frame.asOf(at, OLD);
    if (!data) return;
    for (const name of COUNTS) write(slot(box, name), fmt.count(data[name]));
    box.classList.toggle("is-late", data.overdue > 0);
    show(box, true);
  });
  return { stop };
}
