// What an operator wrote, as text.

import { slot, stamp, write } from "../dom.js";

export function text(frame, options, { words }) {
  frame.body.append(stamp("piece-text"));
  const saying = slot(frame.body, "text");
  write(saying, options.text);
  saying.dataset.size = options.size;
  frame.label(words.pieceText);
  return {};
}
