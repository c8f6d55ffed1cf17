// How much of each stratum's sample is in, beside the minimum that it needs.

import { keep, set, slot, stamp, useIcon, write } from "../dom.js";
import { fill } from "../format.js";

export function drawArrivals(estimate, words, fmt) {
  const rows = document.getElementById("strata");
  keep(rows, estimate.strata, (one) => one.code, () => stamp("stratum-row"), (row, one) => draw(row, one, words, fmt));
}

function draw(row, one, words, fmt) {
  const part = (count) => `${one.size ? (100 * count) / one.size : 0}%`;
  write(slot(row, "name"), stratumName(one, words));
  set(slot(row, "fill"), "width", part(one.arrived));
  set(slot(row, "needed"), "x", part(Math.min(one.needed, one.size - 0.05)));
  write(slot(row, "count"), fill(words.ofSize, { n: fmt.count(one.arrived), all: fmt.count(one.size) }));
  useIcon(row.querySelector(".qc-lack svg"), one.lacking ? "wait" : "ok");
  write(slot(row, "lack"), one.lacking ? fill(words.lacks, { n: fmt.count(one.lacking) }) : words.enough);
}

export function stratumName(one, words) {
  return one.name ?? words.kinds[one.code] ?? (one.code === "all" ? words.all : one.code);
}
