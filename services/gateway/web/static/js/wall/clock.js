// The hour and the day, by the gateway's clock.

import { set, slot, stamp, write } from "../dom.js";
import { days } from "../format.js";

export function clock(frame, _options, { fmt, words, timezone, now }) {
  const dayOf = days(timezone);
  frame.body.append(stamp("piece-clock"));
  frame.label(words.pieceClock);
  const [time, day] = ["time", "day"].map((name) => slot(frame.body, name));

  function tick(at) {
    write(time, fmt.minutes(at));
    set(time, "datetime", new Date(at).toISOString());
    write(day, `${fmt.day(dayOf(at))}, ${fmt.zone}`);
  }
  tick(now());
  return { tick };
}
