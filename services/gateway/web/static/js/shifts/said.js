// What the bar says of shifts, and days and times of a roster. Pure.

import { days, fill } from "../format.js";

const DAY = 86_400_000;

export function mineOf(mine, words, fmt) {
  if (!mine) return words.none;
  return fill(words.mine, { name: mine.name, from: fmt.minutes(mine.starts), until: fmt.minutes(mine.ends) });
}

// "BPBD sari, budi · Satpol PP ani"
export function onDuty(shifts, words) {
  const agencies = new Map();
  for (const { agency, people } of shifts) agencies.set(agency, [...(agencies.get(agency) ?? []), ...people]);
  const parts = [...agencies].map(([agency, people]) => `${agency} ${people.join(", ") || words.nobody}`);
  return parts.length ? fill(words.duty, { people: parts.join(" · ") }) : "";
}

export function before(told, words, fmt) {
  if (!told) return "";
  const said = fill(words.before, { who: told.from, time: `${fmt.minutes(told.at)} ${fmt.zone}` });
  const open = fmt.counted(words.open, told.incidents.length + told.hidden);
  const taken = told.accepted_by ? [fill(words.takenBy, { who: told.accepted_by })] : [];
  return [said, open, ...taken].join(", ");
}

// The Monday of the week of a day, and days from one: all "2026-11-22".
export function monday(day) {
  const at = Date.parse(`${day}T00:00:00Z`);
  return plus(day, -((new Date(at).getUTCDay() + 6) % 7));
}

export function plus(day, n) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + n * DAY).toISOString().slice(0, 10);
}

// moment("2026-11-22T18:00", "Asia/Jakarta"): what a wall clock's time is there, for the API.
export function moment(local, timeZone) {
  const wanted = Date.parse(`${local}:00Z`);
  const once = wanted - ahead(wanted, timeZone);
  return new Date(wanted - ahead(once, timeZone)).toISOString();
}

// local(time, "Asia/Jakarta"): "2026-11-22T18:00", as a field for time wants it.
export function local(time, timeZone) {
  const at = Date.parse(time);
  return new Date(at + ahead(at, timeZone)).toISOString().slice(0, 16);
}

function ahead(at, timeZone) {
  const [hour, minute] = new Intl.DateTimeFormat("en", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
    .format(new Date(at))
    .split(":");
  const there = Date.parse(`${days(timeZone)(at)}T${hour}:${minute}:00Z`);
  return there - Math.floor(at / 60_000) * 60_000;
}

// rows(shifts, fmt): the lines of an agency's week, each with its shifts by day; what is cancelled
// shows only where nothing else is planned.
export function rows(shifts, fmt) {
  const lines = new Map();
  for (const one of shifts) {
    const times = `${fmt.minutes(one.starts)}–${fmt.minutes(one.ends)}`;
    const key = `${times} ${one.name}`;
    if (!lines.has(key)) lines.set(key, { key, name: one.name, times, days: new Map() });
    const there = lines.get(key).days;
    there.set(one.day, [...(there.get(one.day) ?? []), one]);
  }
  const found = [...lines.values()].sort((a, b) => a.key.localeCompare(b.key));
  for (const line of found) {
    for (const [day, all] of line.days) {
      const planned = all.filter((one) => one.state === "planned");
      line.days.set(day, planned.length ? planned : all.slice(-1));
    }
  }
  return found;
}

// "sari; budi, ani" as user names, each once.
export function people(text) {
  return [...new Set(text.split(/[,;\n]/).map((one) => one.trim()).filter(Boolean))];
}
