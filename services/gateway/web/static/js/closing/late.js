// Stations that nothing came from, those without signal first, and how their results are to come.

import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";

const PAGE = 50;
const BADGES = {
  none: ["badge badge-crit", "crit"],
  weak: ["badge badge-warn", "warn"],
  covered: ["badge badge-ok", "ok"],
};
const UNKNOWN = ["badge badge-info", "wait"];
const at = (id) => document.getElementById(id);

// `path` gives the address of the contest's list with the area in it.
export function late({ api, words, fail }, path) {
  let shown = [];

  // As many as are shown already, so that whoever went on reading does not lose his place.
  async function read(limit = Math.max(PAGE, shown.length), after = "") {
    const address = path();
    const { items, next } = await api.get(`${address}&limit=${limit}${after && `&after=${encodeURIComponent(after)}`}`);
    if (address !== path()) return; // another contest was chosen meanwhile
    shown = after ? [...shown, ...items] : items;
    keep(at("late"), shown, (one) => one.tps, () => stamp("late-row"), draw);
    set(at("late"), "data-shown", String(shown.length));
    show(at("late-none"), shown.length === 0);
    show(at("late-more"), next !== null);
    at("late-more").firstElementChild.onclick = () => read(PAGE, next).catch(fail);
  }

  function draw(row, one) {
    const [kind, icon] = BADGES[one.signal] ?? UNKNOWN;
    write(slot(row, "tps"), one.tps);
    write(slot(row, "where"), [one.name, one.village, one.district].filter(Boolean).join(", "));
    set(slot(row, "badge"), "class", kind);
    useIcon(slot(row, "badge").querySelector("svg"), icon);
    write(slot(row, "signal"), words.signal[one.signal ?? "unknown"]);
    write(slot(row, "plan"), words.plan[one.plan ?? "none"] ?? one.plan);
  }

  return { read };
}
