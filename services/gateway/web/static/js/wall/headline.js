// One figure that wins: with its unit, its way to the target, how it moved and its trend.

import { set, show, slot, stamp, useIcon, write } from "../dom.js";
import { along } from "./plot.js";
import { goal, moved } from "./telling.js";

const MOODS = ["better", "worse", "short", "same"];

export function headline(body, { words, fmt }) {
  const box = stamp("piece-headline");
  const part = (name) => slot(box, name);
  body.append(box);

  function draw(head) {
    write(part("value"), fmt.number(head.value, head.decimals));
    write(part("unit"), head.unit);
    say("change", moved(head, words, fmt));
    say("goal", goal(head, words, fmt));
    drawBullet(head);
    drawTrend(head.trend ?? []);
  }

  function say(name, told) {
    show(part(name), told !== null);
    if (!told) return;
    useIcon(part(name).querySelector("svg"), told.icon);
    write(part(`${name}-word`), told.text);
    for (const mood of MOODS) part(name).classList.toggle(`is-${mood}`, mood === told.mood);
  }

  function drawBullet(head) {
    const aim = head.target ?? null;
    show(part("bullet"), aim !== null);
    if (aim === null) return;
    const axis = { unit: head.unit, most: Math.max(head.value, aim) };
    set(part("bar"), "width", percent(along(head.value, axis)));
    for (const end of ["x1", "x2"]) set(part("target"), end, percent(along(aim, axis)));
  }

  function drawTrend(trend) {
    const values = trend.map((one) => one.value);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    show(part("spark"), values.length > 1);
    if (values.length < 2) return;
    const y = (value) => (high === low ? 50 : 95 - (90 * (value - low)) / (high - low));
    set(part("spark"), "viewBox", "0 0 100 100");
    set(part("line"), "points", values.map((value, index) => `${((100 * index) / (values.length - 1)).toFixed(1)},${y(value).toFixed(1)}`).join(" "));
  }
  return { draw };
}

function percent(share) {
  return `${(share * 100).toFixed(2)}%`;
}
