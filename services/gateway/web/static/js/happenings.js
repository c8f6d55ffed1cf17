// Incidents on the wall: those that are verified and not over, marked on the map and named at the
// ticker, the worst first. Exercises and what nobody has checked are not for the room.

import { remembered } from "./wall/kept.js";
import { keep, show, slot, stamp, useIcon, write } from "./dom.js";

export const INCIDENT_TOPICS = ["reported", "verified", "changed", "closed", "merged"].map((name) => `notifications.incident_${name}`);
const SHOWN = ["verified", "responding", "contained"];
const RANK = ["critical", "major", "minor", "info"];
export const INCIDENT_ICONS = { critical: "crit", major: "warn", minor: "minor", info: "info" };
const LIST = "/v1/incidents?state=open&limit=200";
const NAMED = 2; // at the ticker; the rest is counted
const AGAIN = 10_000;

// An incident as the list or as an event has it, in one shape. Pure.
export function shaped(one) {
  const { area, point, words } = typeof one.place === "string" ? { area: one.area, point: one.point, words: one.place } : one.place;
  const { number, type, severity, headline, state, version, checked, exercise, reported_at: at } = one;
  const handler = "handled" in one ? (one.handled ? { agency: one.agency, name: "" } : null) : (one.handler ?? null);
  return { id: one.incident ?? one.id, number, type, severity, headline, state, version, area, point, place: words, at, handler, shown: SHOWN.includes(state) && checked && !exercise };
}

// What is known, with what was told: an older version changes nothing. Pure.
export function told(known, one) {
  const before = known[one.id];
  return before && before.version > one.version ? known : { ...known, [one.id]: one };
}

// Those within the area, the worst first, of these the oldest. Pure.
export function open(known, area = "") {
  const here = (one) => one.area.startsWith(area) || area.startsWith(one.area);
  const rank = (one) => RANK.indexOf(one.severity);
  return Object.values(known).filter((one) => one.shown && here(one)).sort((a, b) => rank(a) - rank(b) || a.at.localeCompare(b.at));
}

// Notices without those of incidents that stand among these: an alert of an incident bears its number
// before its headline, and one thing has one mark on the map. Pure.
export function unmarked(notices, incidents) {
  const marked = ({ source, headline }) => source === "incidents" && incidents.some(({ number }) => headline.startsWith(`${number} `));
  return notices.filter((notice) => !marked(notice));
}

// Hears the stream; reads all of them after each snapshot, as none has them.
export function happenings(onChange) {
  let [known, timer] = [{}, null];

  async function load() {
    clearTimeout(timer);
    const items = await remembered(LIST, read);
    if (!items) {
      timer = setTimeout(load, AGAIN);
      return;
    }
    const fresh = Object.fromEntries(items.map((one) => [one.id, shaped(one)]));
    const newer = Object.values(known).filter((one) => one.version > (fresh[one.id]?.version ?? 0) && one.id in fresh);
    known = newer.reduce(told, fresh);
    onChange();
  }

  async function read() {
    try {
      const answer = await fetch(LIST);
      return answer.ok ? (await answer.json()).items : answer.status === 403 ? [] : null;
    } catch {
      return null;
    }
  }

  load();
  return {
    open: (area) => open(known, area),
    hear({ topic, data }) {
      if (topic === "snapshot") load();
      if (!INCIDENT_TOPICS.includes(topic)) return;
      known = told(known, shaped(data.data));
      onChange();
    },
  };
}

export function ticker(words, fmt) {
  const [list, more] = ["happenings", "happenings-more"].map((id) => document.getElementById(id));
  return ({ incidents }) => {
    show(list.parentElement, incidents.length > 0);
    keep(list, incidents.slice(0, NAMED), (one) => one.id, () => stamp("happening-template"), (item, one) => {
      useIcon(item.querySelector("svg"), INCIDENT_ICONS[one.severity]);
      write(slot(item, "severity"), words.incidentSeverities[one.severity]);
      write(slot(item, "headline"), one.headline);
      write(slot(item, "place"), one.headline.includes(one.place) ? "" : one.place);
    });
    write(more, incidents.length > NAMED ? `+${fmt.count(incidents.length - NAMED)}` : "");
  };
}
