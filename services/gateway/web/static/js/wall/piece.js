// The frame of a panel of a scene: where it stands, what it is called, what it says in place of
// figures, and how old these are.

import { fill } from "../format.js";
import { show, slot, stamp, useIcon, write } from "../dom.js";
import { STALE_AFTER } from "../freshness.js";

const MINUTE = 60_000;

export function piece(panel, words, fmt) {
  const root = stamp("piece-template");
  const part = (name) => slot(root, `piece-${name}`);
  const [head, title, note, body, says, age] = ["head", "title", "note", "body", "says", "age"].map(part);
  let [at, limit, live] = [null, Infinity, false];
  root.dataset.panel = panel.id;
  root.dataset.kind = panel.kind;
  root.style.gridArea = `${panel.y + 1} / ${panel.x + 1} / span ${panel.h} / span ${panel.w}`;
  title.id = `title-of-${panel.id}`; // never the id of a template

  return {
    root,
    body,
    // What the panel is called; a screen reader's name for it even where that is not written.
    name(text, aside = "") {
      write(title, text);
      write(note, aside);
      show(head, true);
      root.setAttribute("aria-labelledby", title.id);
    },
    label: (text) => root.setAttribute("aria-label", text),
    // A word in place of figures; none: the figures.
    says(text, icon = "wait") {
      write(part("word"), text);
      useIcon(says.querySelector("svg"), icon);
      show(says, text !== "");
      show(body, text === "");
    },
    // As old as what the stream last told.
    live: () => (live = true),
    // `time` null: nothing is known. Older than `most` it loses its colour. Milliseconds both.
    asOf: (time, most) => ([at, limit] = [time, most]),
    tick(now, heard) {
      const [from, most] = live ? [heard, STALE_AFTER] : [at, limit];
      const old = from !== null && now - from >= most;
      root.classList.toggle("is-old", old);
      if (from !== null) write(age, old && now - from < MINUTE ? fill(words.age, { age: fmt.span(words, now - from) }) : said(words, fmt, now, from));
      show(age, from !== null);
    },
  };
}

// Whole minutes, then hours: a figure that changes each second draws the eye for nothing.
function said(words, fmt, now, from) {
  const minutes = Math.floor((now - from) / MINUTE);
  if (minutes < 1) return words.justNow;
  if (minutes >= 24 * 60) return fill(words.asOf, { time: fmt.moment(from) });
  return fill(words.age, { age: rough(words, fmt, minutes) });
}

export function rough(words, fmt, minutes) {
  return minutes < 60 ? fmt.counted(words.minutes, minutes) : fmt.counted(words.hours, Math.floor(minutes / 60));
}
