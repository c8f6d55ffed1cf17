// The wall: hears the stream, keeps the state, draws it. What each part does is in its own module.

import { alarm } from "./alarm.js";
import { shapes } from "./areas.js";
import { districts } from "./districts.js";
import { scale } from "./dom.js";
import { formats } from "./format.js";
import { judge } from "./freshness.js";
import { INCIDENT_TOPICS, happenings, ticker } from "./happenings.js";
import { header } from "./header.js";
import { arrivals, findings, notices } from "./lists.js";
import { map } from "./map.js";
import { phaseOf, phases } from "./phase.js";
import { contestsOf } from "./select.js";
import { stages } from "./stages.js";
import { apply, initial } from "./state.js";
import { LINK, listen } from "./stream.js";
import { strip } from "./strip.js";
import { tallies } from "./tally.js";
import { scaleTextures } from "./textures.js";

const TOPICS = [
  "elections.election_registered",
  "elections.tally_changed",
  "elections.result_submitted",
  "elections.stages_changed",
  "notifications.notice_raised",
  "notifications.notice_acknowledged",
  "notifications.notice_closed",
  "gis.layer_changed",
  ...INCIDENT_TOPICS,
];
const SECOND = 1000;

function start({ election: wanted, target, timezone, zone, strings }) {
  const words = JSON.parse(strings);
  const only = wanted ? { election: wanted } : {};
  const fmt = formats(document.documentElement.lang, timezone, zone);
  const top = header(words, fmt);
  const face = phases(wanted);
  const crisis = alarm(words, fmt);
  const views = [
    strip(words, fmt, Number(target)),
    tallies(words, fmt),
    map(words, fmt, choose),
    districts(words, fmt),
    notices(words, fmt),
    findings(words, fmt),
    arrivals(fmt),
    ticker(words, fmt),
    crisis.display,
  ];

  let state = initial(wanted);
  let link = { state: LINK.opening, attempt: 0 };
  let heardAt = null; // of performance.now(), which never jumps
  let behind = 0; // this machine's clock against the gateway's, milliseconds
  let chosen = new URLSearchParams(location.search).get("contest");
  let outlines = null;
  let queued = false;

  const areas = shapes((found) => {
    outlines = found;
    queue();
  });
  const room = happenings(() => queue());
  const plan = stages(words, fmt);
  const stream = listen({
    url: `/v1/stream?${new URLSearchParams({ topics: TOPICS.join(","), ...only })}`,
    subject: wanted && `/v1/elections/${encodeURIComponent(wanted)}`,
    topics: ["snapshot", "heartbeat", ...TOPICS],
    onEvent: hear,
    onLink: (next) => {
      link = next;
      tick();
    },
  });

  function hear(event) {
    heardAt = performance.now();
    if (event.data.time) behind = Date.parse(event.data.time) - Date.now();
    room.hear(event);
    if (event.topic === "gis.layer_changed") areas.again();
    if (event.topic === "elections.stages_changed") plan.again();
    const next = apply(state, event);
    if (next === state) return tick();
    state = next;
    if (state.outdated) stream.restart();
    if (state.election) areas.of(state.election.area);
    if (state.election) plan.of(state.election.id);
    return queue();
  }

  function queue() {
    if (queued) return;
    queued = true;
    requestAnimationFrame(() => {
      queued = false;
      render();
    });
  }

  function render() {
    const contests = contestsOf(state);
    const contest = contests.find((one) => one.id === chosen) ?? contests[0];
    top.name(state.election);
    tick();
    if (!contest) return;
    const view = { state, contests, contest, shapes: outlines, incidents: room.open(state.election?.area) };
    views.forEach((draw) => draw(view));
    crisis.tick({ time: Date.now() + behind });
  }

  function tick() {
    const freshness = judge(heardAt, performance.now());
    const time = Date.now() + behind;
    const phase = phaseOf(state, link);
    face(phase);
    top.tick({ time, link, freshness, heardTime: time - freshness.age, phase });
    crisis.tick({ time });
  }

  function choose(contest) {
    chosen = contest;
    const address = new URL(location.href);
    address.searchParams.set("contest", contest);
    history.replaceState(null, "", address);
    queue();
  }

  const rescale = () => scaleTextures(scale());
  addEventListener("resize", rescale);
  rescale();
  tick();
  setInterval(() => {
    stream.check(performance.now());
    tick();
  }, SECOND);
}

start(document.body.dataset);
