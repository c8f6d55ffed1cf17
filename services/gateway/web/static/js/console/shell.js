// What every page of the console has: who is signed in, the chosen election, the line to the
// gateway, the faces of a page that is not live, and a place to say what was done.
//
//   const page = await shell({ topics: ["elections.tally_changed"], onEvent });
//   page.face("live");

import { set, show, slot, useIcon, write } from "../dom.js";
import { formats } from "../format.js";
import { judge } from "../freshness.js";
import { connection, writeBand } from "../header.js";
import { LINK, listen } from "../stream.js";
import { Problem, api, explain, strings } from "./api.js";
import { chosen } from "./choice.js";
import { menus } from "./nav.js";

const CHOSEN = "kendali-election";
const ALWAYS = ["elections.election_registered"];
const AGAIN = 5_000;
const SAID = 6_000;

// `topics` are what of the stream the page wants; `onEvent({topic, data})` gets them, and the
// snapshot. Resolves once it is known who asks and which elections there are.
export async function shell({ topics = [], onEvent = () => {} } = {}) {
  const { timezone, zone, election: usual } = document.body.dataset;
  const words = strings();
  const fmt = formats(document.documentElement.lang, timezone, zone);
  const load = loader(words);
  menus();
  const [me, elections] = await load(() =>
    Promise.all([api.get("/v1/auth/me"), api.all("/v1/elections?limit=100")]),
  );
  const asked = new URLSearchParams(location.search).get("election");
  const election = chosen(elections, [asked, localStorage.getItem(CHOSEN), usual]);
  showPlace(me, elections, election, words);
  hear({ words, fmt, election, topics, onEvent });
  return { api, words, fmt, me, elections, election, face, load, ...saying(words) };
}

export function face(name) {
  document.body.dataset.showing = name;
  for (const card of document.querySelectorAll("[data-phase]")) show(card, card.dataset.phase === name);
  show(document.getElementById("live"), name === "live");
}

// load(task): what the task gives; while it fails, the page says why and tries again.
function loader(words) {
  return async (task) => {
    for (;;) {
      try {
        return await task();
      } catch (error) {
        const why = explain(error, words);
        const name = { 401: "signin", 403: "forbidden" }[error.status] ?? "error";
        face(name);
        write(document.querySelector('[data-slot="why"]'), why);
        await pause(name === "error");
      }
    }
  };
}

function pause(briefly) {
  return new Promise((go) => {
    document.querySelector("[data-again]").onclick = go;
    if (briefly) setTimeout(go, AGAIN);
  });
}

function showPlace(me, elections, election, words) {
  write(document.getElementById("area"), me.area || words.wholeRegion);
  const choice = document.getElementById("place");
  if (!choice) return; // a page that is about no election
  choice.replaceChildren(...elections.map((one) => new Option(one.name, one.id)));
  if (!election) return;
  choice.value = election.id;
  choice.disabled = elections.length < 2;
  show(document.getElementById("rehearsal"), election.rehearsal);
  document.body.classList.toggle("is-rehearsal", election.rehearsal);
  choice.onchange = () => {
    localStorage.setItem(CHOSEN, choice.value);
    const address = new URL(location.href);
    address.searchParams.set("election", choice.value);
    location.assign(address);
  };
}

// The badge says whether the line lives; the band says since when the figures stand still.
function hear({ words, fmt, election, topics, onEvent }) {
  const [badge, band] = ["link", "stale"].map((id) => document.getElementById(id));
  const kinds = { ok: "badge badge-ok", warn: "badge badge-warn", sync: "badge badge-warn" };
  let [heardAt, behind, link] = [null, 0, { state: LINK.opening, attempt: 0 }];

  function tick() {
    const freshness = judge(heardAt, performance.now());
    const view = { link, freshness, phase: "live" };
    const said = connection(words, fmt, view, freshness.stale);
    useIcon(badge.querySelector("svg"), said.icon);
    write(slot(badge, "state"), said.state);
    set(badge, "class", kinds[said.icon]);
    set(badge, "title", said.age);
    document.body.classList.toggle("is-stale", freshness.stale);
    if (freshness.stale) writeBand(band, words, fmt, { ...view, heardTime: Date.now() + behind - freshness.age });
    show(band, freshness.stale);
  }

  const all = [...new Set([...ALWAYS, ...topics])];
  const only = election ? { election: election.id } : {};
  const stream = listen({
    url: () => `/v1/stream?${new URLSearchParams({ topics: all.join(","), ...only })}`,
    subject: "",
    topics: ["snapshot", "heartbeat", ...all],
    onEvent(event) {
      heardAt = performance.now();
      if (event.data.time) behind = Date.parse(event.data.time) - Date.now();
      tick();
      if (event.topic !== "heartbeat") onEvent(event);
    },
    onLink(next) {
      link = next;
      tick();
    },
  });
  setInterval(() => {
    stream.check(performance.now());
    tick();
  }, 1000);
}

// say(text): what was done, for a few seconds. fail(error): why not, until something else is said.
function saying(words) {
  const line = document.getElementById("said");
  let timer = null;

  function say(text, icon = "ok", lasting = false) {
    clearTimeout(timer);
    useIcon(line.querySelector("svg"), icon);
    write(slot(line, "text"), text);
    show(line, true);
    if (!lasting) timer = setTimeout(() => show(line, false), SAID);
  }

  return { say, fail: (error) => say(explain(error, words), "warn", true) };
}

export { Problem };
