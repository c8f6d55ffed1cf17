// The areas inside an area by an indicator, the best first; pages turn where they do not fit.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { turning } from "../turning.js";
import { along } from "./plot.js";

export function ranking(body, { words, fmt }) {
  const box = stamp("piece-ranking");
  const table = box.querySelector("table");
  const end = turning(box);
  body.append(box);

  function draw(head, { items, target }) {
    const most = Math.max(...items.map((one) => one.value), target ?? 0);
    write(slot(table, "place"), words.pieceArea);
    write(slot(table, "unit"), head.unit);
    keep(table.tBodies[0], items, (one) => one.area, () => stamp("piece-rank"), (row, one) => {
      write(slot(row, "rank"), fmt.count(one.rank));
      write(slot(row, "name"), one.name);
      write(slot(row, "value"), fmt.number(one.value, head.decimals));
      set(slot(row, "bar"), "width", percent(along(one.value, { unit: head.unit, most })));
      const mark = slot(row, "target");
      show(mark, target !== null && target !== undefined);
      for (const edge of ["x1", "x2"]) set(mark, edge, percent(along(target ?? 0, { unit: head.unit, most })));
    });
  }
  return { draw, stop: end };
}

function percent(share) {
  return `${(share * 100).toFixed(2)}%`;
}
