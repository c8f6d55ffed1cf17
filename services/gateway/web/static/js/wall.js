// The wall: hears the stream, keeps the state, draws what is on show: the election's own layout, or
// a scene of panels. What each part does is in its own module.

import { beginning } from "./wall/beginning.js";
import { elections } from "./wall/elections.js";
import { electionFace } from "./wall/face.js";
import { grounds } from "./wall/grounds.js";
import { forget, keepFor } from "./wall/kept.js";
import { readings } from "./wall/readings.js";
import { shows } from "./wall/show.js";
import { stage } from "./wall/stage.js";
import { titleOf } from "./wall/telling.js";
import { scale } from "./dom.js";
import { days, formats } from "./format.js";
import { judge } from "./freshness.js";
import { INCIDENT_TOPICS, happenings } from "./happenings.js";
import { header } from "./header.js";
import { phaseOf, phases } from "./phase.js";
import { alarms, contestsOf } from "./select.js";
import { LINK, listen } from "./stream.js";
import { scaleTextures } from "./textures.js";

const TOPICS = [
  "elections.election_registered",
  "elections.tally_changed",
  "elections.result_submitted",
  "elections.stages_changed",
  "notifications.notice_raised",
  "notifications.notice_acknowledged",
  "notifications.notice_closed",
  "notifications.wall_changed",
  "gis.layer_changed",
  "indicators.figures_changed",
  ...INCIDENT_TOPICS,
];
const SECOND = 1000;
const KEEP = 30_000; // between two keepings of what is known
const FIRST = 5_000; // after which it is kept for the first time
const STATE = "state";

function start({ election: main, wall, scene: only, target, timezone, zone, strings }) {
  const words = JSON.parse(strings);
  const language = document.documentElement.lang;
  const fmt = formats(language, timezone, zone);
  const top = header(words, fmt);
  const face = phases(main);
  let link = { state: LINK.opening, attempt: 0 };
  let heardAt = null; // of performance.now(), which never jumps
  let behind = 0; // this machine's clock against the gateway's, milliseconds
  let queued = false;
  let kept = { at: FIRST - KEEP, heard: null };
  const dayOf = days(timezone);
  const now = () => Date.now() + behind;

  const asked = readings(now);
  const states = elections(main);
  const ground = grounds(() => queue());
  const happened = happenings(() => queue());
  const room = {
    // An election's state with its contests; the page's own where none is named.
    counted(wanted) {
      const state = states.of(wanted);
      return { state, contests: contestsOf(state) };
    },
    incidents: (area) => happened.open(area ?? ""),
    shapes: (area) => (area === null ? null : ground.of(area)),
    // The wall's region, else the election's; null until either is known.
    area: () => show.wall()?.area || (states.main().election?.area ?? (states.main().served ? "" : null)),
  };
  const layout = electionFace({ words, fmt, target, readings: asked, redraw: () => queue() });
  const scenes = stage(document.getElementById("stage"), { words, fmt, language, timezone, now, room, readings: asked });
  const show = shows({ wall, only, readings: asked, onChange: follow });
  states.follow(show.elections());
  const stream = listen({
    url: address,
    subject: main && `/v1/elections/${encodeURIComponent(main)}`,
    topics: ["snapshot", "heartbeat", ...TOPICS],
    onEvent: hear,
    onLink: (next) => {
      link = next;
      if (link.state === LINK.signin || link.state === LINK.forbidden) forget();
      tick();
    },
  });

  function address() {
    const also = states.also().join(",");
    return `/v1/stream?${new URLSearchParams({ topics: TOPICS.join(","), ...(main && { election: main }), ...(also && { also }) })}`;
  }

  // What is to be shown is another one: its panels may name elections that nothing was told of yet.
  function follow() {
    if (states.follow(show.elections())) stream.restart();
    queue();
  }

  function hear(event) {
    heardAt = performance.now();
    if (event.data.time) behind = Date.parse(event.data.time) - Date.now();
    happened.hear(event);
    show.hear(event);
    if (event.topic === "gis.layer_changed") ground.again();
    if (event.topic === "elections.stages_changed") asked.again("/v1/elections/");
    if (event.topic === "indicators.figures_changed") asked.again(`/v1/indicators/${event.data.data.indicator}/`);
    if (!states.hear(event)) return tick();
    if (states.all().some((one) => one.outdated)) stream.restart();
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

  // What has the screen: {scene, state}. A critical notice that waits takes it from any scene.
  function onShow() {
    const { scene, election } = show.at(now());
    const alarmed = alarms(states.main()).length > 0;
    return { scene: alarmed ? null : scene, state: states.of(alarmed ? "" : election), alarmed };
  }

  function render() {
    const { scene, state, alarmed } = onShow();
    scenes.show(scene);
    if (scene) top.scene({ name: titleOf(scene, language), day: dayOf(now()), called: calledNow(), rehearsal: rehearsed(scene) });
    else top.name(state.election);
    tick();
    if (scene) scenes.draw();
    if (scene || !(state.election || alarmed)) return layout.calm();
    const area = state.election?.area ?? "";
    return layout.draw({ state, shapes: ground.of(area), incidents: happened.open(area), time: now() });
  }

  function calledNow() {
    const { called } = show.wall() ?? {};
    return called && (!called.until || now() < Date.parse(called.until)) ? called : null;
  }

  // Whether a scene shows figures of a rehearsal: they carry its frame wherever they stand.
  function rehearsed({ panels }) {
    const counting = panels.filter(({ kind, options }) => kind === "tally" || (kind === "map" && options.layers.includes("tps")));
    return counting.some(({ options }) => Boolean(states.of(options.election).election?.rehearsal));
  }

  function tick() {
    const freshness = judge(heardAt, performance.now());
    const time = now();
    const { scene, state, alarmed } = onShow();
    const phase = phaseOf(state, link, Boolean(scene) || alarmed);
    face(phase, scene);
    top.tick({ time, link, freshness, heardTime: time - freshness.age, phase });
    layout.tick(time);
    scenes.tick(time, heardAt === null ? null : time - freshness.age);
  }

  // What is known, for a start without a network: now and then while something is heard.
  function keepState() {
    if (heardAt === null || heardAt === kept.heard || performance.now() - kept.at < KEEP) return;
    kept = { at: performance.now(), heard: heardAt };
    keepFor(STATE, states.all(), now() - judge(heardAt, performance.now()).age);
  }

  // Each second as the gateway counts them, so that all screens of a wall turn together.
  function beat() {
    setTimeout(beat, SECOND - (Math.floor(now()) % SECOND));
    stream.check(performance.now());
    if (scenes.is(onShow().scene)) tick();
    else render();
    keepState();
  }

  const rescale = () => scaleTextures(scale());
  addEventListener("resize", rescale);
  rescale();
  beginning(STATE, ({ data, at }) => {
    if (heardAt !== null) return;
    states.restore(data);
    heardAt = performance.now() - Math.max(0, Date.now() - at);
    queue();
  });
  beat();
}

start(document.body.dataset);
