// The election's own layout: the whole wall as one picture, and the alarm that takes it.

import { alarm } from "../alarm.js";
import { districts } from "../districts.js";
import { ticker } from "../happenings.js";
import { arrivals, findings, notices } from "../lists.js";
import { map } from "../map.js";
import { contestsOf } from "../select.js";
import { initial } from "../state.js";
import { stages } from "../stages.js";
import { strip } from "../strip.js";
import { tallies } from "../tally.js";

const NOTHING = initial();

// Gives draw({state, shapes, incidents, time}) and tick(time).
export function electionFace({ words, fmt, target, readings, redraw }) {
  let chosen = new URLSearchParams(location.search).get("contest");
  const crisis = alarm(words, fmt);
  const plan = stages(words, fmt, document.getElementById("plan"), readings);
  const views = [
    strip(words, fmt, Number(target)),
    tallies(words, fmt, document.getElementById("tallies")),
    map(words, fmt, choose, document.querySelector("#live .map-panel")).draw,
    districts(words, fmt),
    notices(words, fmt),
    findings(words, fmt),
    arrivals(fmt),
    ticker(words, fmt),
  ];

  function choose(contest) {
    chosen = contest;
    const address = new URL(location.href);
    address.searchParams.set("contest", contest);
    history.replaceState(null, "", address);
    redraw();
  }

  return {
    draw({ state, shapes, incidents, time }) {
      const contests = contestsOf(state);
      const contest = contests.find((one) => one.id === chosen) ?? contests[0];
      if (state.election) plan.of(state.election.id);
      if (contest) views.forEach((draw) => draw({ state, contests, contest, shapes, incidents }));
      document.body.classList.toggle("is-alone", !contest);
      crisis.display({ state, shapes });
      crisis.tick({ time });
    },
    // Nothing of this is on show: an alarm that took the screen is over.
    calm: () => crisis.display({ state: NOTHING }),
    tick: (time) => crisis.tick({ time }),
  };
}
