// The stages that are under way or come next; nothing where an election has none. They are asked
// for when they changed, and now and then for the day that goes by.

import { keep, set, show, slot, stamp, useIcon, write } from "./dom.js";
import { daysBetween, nearest } from "./stages/tree.js";

const ROWS = 2;
const AGAIN = 600_000;

export function stages(words, fmt) {
  const [panel, list] = ["plan", "plan-rows"].map((id) => document.getElementById(id));
  let asked = "";
  let timer = null;

  async function load(election) {
    clearTimeout(timer);
    timer = setTimeout(() => load(election), AGAIN);
    const found = await read(`/v1/elections/${encodeURIComponent(election)}/stages`);
    if (found && election === asked) draw(found);
  }

  function draw({ items, today }) {
    const shown = nearest(items, ROWS);
    show(panel, shown.length > 0);
    keep(list, shown, (one) => one.id, () => stamp("plan-template"), (item, one) => {
      const edge = one.state === "running" ? "end" : "start";
      const day = edge === "end" ? one.ends : one.starts;
      useIcon(item.querySelector("svg"), edge === "end" ? "ok" : "wait");
      write(slot(item, "name"), one.name);
      write(slot(item, "edge"), day ? words.stage[edge] : "");
      write(slot(item, "day"), day ? until(daysBetween(today, day)) : "");
      set(slot(item, "day"), "datetime", day ?? "");
    });
  }

  function until(days) {
    return days > 0 ? fmt.counted(words.stage.left, days) : words.stage.today;
  }

  return {
    of(election) {
      if (election === asked) return;
      asked = election;
      show(panel, false);
      load(election);
    },
    again: () => asked && load(asked),
  };
}

async function read(path) {
  try {
    const answer = await fetch(path);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
