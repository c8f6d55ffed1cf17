// The stages that are under way or come next; nothing where an election has none. They are asked
// for when they changed, and now and then for the day that goes by.

import { keep, set, show, slot, stamp, useIcon, write } from "./dom.js";
import { daysBetween, nearest } from "./stages/tree.js";

const ROWS = 2;
const AGAIN = 600; // seconds

// `panel` is hidden while there is none; `most` rows are shown. Gives of(election, onRead), where
// onRead({data, at, state}) hears of each reading, and stop().
export function stages(words, fmt, panel, readings, most = ROWS) {
  const list = slot(panel, "plan-rows");
  let [asked, end] = ["", () => {}];

  function draw({ items, today }) {
    const shown = nearest(items, most);
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
    of(election, onRead) {
      if (election === asked) return;
      asked = election;
      end();
      show(panel, false);
      end = readings.watch(stagesOf(election), AGAIN, (found) => {
        if (found.data) draw(found.data);
        onRead?.(found);
      });
    },
    stop: () => end(),
  };
}

export function stagesOf(election) {
  return `/v1/elections/${encodeURIComponent(election)}/stages`;
}
