// Title, rehearsal tag, clock, connection and the band that says the figures stand still.

import { fill } from "./format.js";
import { entitle, set, show, slot, useIcon, write } from "./dom.js";
import { LINK } from "./stream.js";

export function header(words, fmt) {
  const at = (id) => document.getElementById(id);
  const [title, subtitle, tag] = ["title", "subtitle", "rehearsal"].map(at);

  function rehearsing(on) {
    show(tag, on);
    document.body.classList.toggle("is-rehearsal", on);
  }

  return {
    name(election) {
      if (!election) return;
      write(title, election.name);
      write(subtitle, fill(words.counting, { day: fmt.day(election.date) }));
      rehearsing(election.rehearsal);
      entitle(election.name);
    },
    // A scene's name and the day; who called it, where somebody did.
    scene({ name, day, called, rehearsal }) {
      write(title, name);
      write(subtitle, called ? fill(words.sceneCalled, { day: fmt.day(day), by: called.by, time: `${fmt.minutes(called.at)} ${fmt.zone}` }) : fmt.day(day));
      rehearsing(rehearsal);
      entitle(name);
    },
    tick: ticking(words, fmt, at),
  };
}

// view: { time, link: {state, attempt}, freshness: {age, stale}, heardTime, phase }
function ticking(words, fmt, at) {
  const [clock, link, band] = [at("clock"), at("link"), at("stale")];
  return (view) => {
    write(clock, fmt.minutes(view.time));
    set(clock, "datetime", new Date(view.time).toISOString());
    const stale = view.phase === "live" && view.freshness.stale;
    const said = connection(words, fmt, view, stale);
    useIcon(link.querySelector("svg"), said.icon);
    write(slot(link, "state"), said.state);
    write(slot(link, "age"), said.age);
    document.body.classList.toggle("is-stale", stale);
    if (stale) writeBand(band, words, fmt, view);
    show(band, stale);
  };
}

export function connection(words, fmt, { link, freshness, phase }, stale) {
  if (phase === LINK.signin || link.state === LINK.signin) return { icon: "warn", state: words.signedOut, age: "" };
  if (link.state === LINK.forbidden) return { icon: "warn", state: words.forbidden, age: "" };
  if (link.state === LINK.open && !stale) {
    const age = fill(words.age, { age: fmt.span(words, freshness.age) });
    return { icon: "ok", state: words.connected, age: freshness.age < 1000 ? words.justNow : age };
  }
  if (link.state === LINK.open) return { icon: "warn", state: words.silent, age: "" };
  const attempt = link.attempt ? fill(words.attempt, { n: link.attempt }) : "";
  return { icon: "sync", state: link.attempt ? words.reconnecting : words.connecting, age: attempt };
}

export function writeBand(band, words, fmt, { freshness, heardTime, link }) {
  const time = `${fmt.seconds(heardTime)} ${fmt.zone}`;
  write(slot(band, "stopped"), fill(words.stopped, { time }));
  const age = fmt.span(words, freshness.age);
  write(slot(band, "silent"), fill(words.withoutData, { age }));
  show(slot(band, "signin"), link.state === LINK.signin);
}
