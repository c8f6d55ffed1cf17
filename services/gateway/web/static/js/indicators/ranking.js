// The ranking: bars with the target's line and last year's dot, the first and the last ones.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { along, axis, ends } from "./figures.js";

const at = (id) => document.getElementById(id);

// `choose(code)` shows an area, `toggle()` all rows or the ends alone.
export function ranking({ words, tell, choose, toggle }) {
  return (told, level, state) => {
    const head = told.headlines.find((one) => one.code === told.chosen);
    const { top, left, bottom } = ends(told.ranking, state.whole);
    const all = told.ranking.flatMap((one) => [one.value, one.before]).filter((value) => value !== null);
    const scale = axis(told.target_inside === null ? all : [...all, told.target_inside]);
    write(at("rank-title"), fill(words.rank[level], { n: told.ranking.length }) + tell.part(told));
    write(at("rank-note"), fill(words.dot, { unit: head.unit }));
    write(at("rank-caption"), `${at("rank-title").textContent}, ${tell.period(told.period)}`);
    show(at("no-ranking"), told.ranking.length === 0);
    show(at("rank-target"), told.ranking.length > 0 && told.target_inside !== null);
    write(slot(at("rank-target"), "text"), fill(words.targetLine, { target: tell.goal(head, told.target_inside) }));
    const short = ends(told.ranking, false).left > 0; // else there is nothing to leave out
    const rows = [...top, ...(short ? [{ area: "", left }] : []), ...bottom];
    keep(at("ranking"), rows, (row) => row.area, make, (node, row) => {
      if (row.area === "") gap(node, row.left);
      else line(node, row, { head, scale, target: told.target_inside, last: bottom.includes(row) });
    });
  };

  function make(row) {
    return stamp(row.area === "" ? "rank-gap" : "rank-row");
  }

  function gap(node, left) {
    write(slot(node, "text"), left ? fill(words.gap, { n: left }) : "");
    write(slot(node, "show"), left ? words.show : words.hide);
    slot(node, "show").onclick = toggle;
  }

  function line(node, row, { head, scale, target, last }) {
    write(slot(node, "rank"), String(row.rank));
    write(slot(node, "name"), row.name);
    slot(node, "name").onclick = () => choose(row.area);
    const bar = slot(node, "bar");
    set(bar, "class", last ? "rk-lo" : "rk-hi");
    set(bar, "width", `${along(row.value, scale).toFixed(2)}%`);
    mark(slot(node, "target"), target, scale, ["x1", "x2"]);
    mark(slot(node, "before"), row.before, scale, ["cx"]);
    write(slot(node, "value"), tell.value(head, row.value));
    write(slot(node, "change"), tell.signed(head, row.change));
  }

  function mark(node, value, scale, names) {
    node.toggleAttribute("hidden", value === null);
    if (value !== null) for (const name of names) set(node, name, `${along(value, scale).toFixed(2)}%`);
  }
}
