// What the room's page says of an incident, as pure functions.

import { fill } from "../format.js";

export const STEPS = ["reported", "verified", "responding", "contained", "closed"];
export const OPEN = STEPS.slice(0, -1);
export const ICONS = { critical: "crit", major: "warn", minor: "minor", info: "info" };
export const BADGES = { critical: "crit", major: "warn", minor: "info", info: "idle" };
export const SEVERITIES = ["info", "minor", "major", "critical"];
const LEADS = { verified: "verify", responding: "respond", contained: "contain", closed: "close" };
const FROM = {
  verify: ["reported"], respond: ["verified", "contained"], contain: ["responding"], close: ["verified", "responding", "contained"],
  refute: ["reported", "verified"], reopen: ["closed", "false"],
};
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

export function isOpen(one) {
  return OPEN.includes(one.state);
}

export function may(step, one) {
  return FROM[step].includes(one.state);
}

// Whether a reason must be given for the step.
export function needsReason(step, one) {
  return ["refute", "reopen"].includes(step) || (step === "close" && one.state !== "contained");
}

// The bar of steps: { state, face: "done" | "now" | "next", at, step }; `step` leads there from here.
export function bar(one) {
  const here = STEPS.indexOf(one.state);
  return STEPS.map((state, index) => {
    const step = LEADS[state];
    const face = state === one.state ? "now" : index < here || (here < 0 && one.times[state]) ? "done" : "next";
    return { state, face, at: face === "next" ? null : one.times[state] ?? null, step: step && may(step, one) ? step : null };
  });
}

// Time to the next task's deadline: { late, text }, null where there is none.
export function deadline(due, now, words, fmt) {
  if (!due) return null;
  const left = Date.parse(due) - now;
  return { late: left < 0, text: fill(left < 0 ? words.lateBy : words.timeLeft, { span: short(Math.abs(left), words, fmt) }) };
}

// The largest unit alone: 9 mnt, 2 jam, 3 hari.
export function short(milliseconds, words, fmt) {
  const [size, forms] = milliseconds < HOUR ? [MINUTE, words.spanMinutes] : milliseconds < DAY ? [HOUR, words.spanHours] : [DAY, words.spanDays];
  return fmt.counted(forms, Math.floor(milliseconds / size));
}

// Where it is, in words: what people said, or what the codes are called.
export function placeOf({ area, words: said, road, metre }, names, words) {
  const named = stationName(area, names, words);
  const parts = [named.includes(said) ? "" : said, named, road && fill(metre === null ? words.road : words.roadAt, { road, metre })];
  return parts.filter(Boolean).join(", ") || words.nowhere;
}

// "TPS 003 Ketapang, Pangkal Balam", "Ketapang, Pangkal Balam"; "" for no area.
export function stationName(code, names, words) {
  if (!code) return "";
  const [village, district] = [names.get(code.slice(0, 10)), names.get(code.slice(0, 6))];
  const inside = [code.length >= 10 && village, code.length >= 6 && district].filter(Boolean).join(", ");
  if (code.length === 13) return `TPS ${code.slice(10)} ${inside || code.slice(0, 10)}`;
  return inside || fill(words.areaCode, { code });
}

// An entry of the log as a sentence.
export function entryText({ what, text, data }, words, fmt) {
  const said = { text, ...(data ?? {}) };
  const form = words.log[what] ?? what;
  if (what === "rated") return sentence(fill(form, { before: words.severity[data.before], after: words.severity[data.after] }), text);
  if (what === "corrected") return fill(form, { what: Object.keys(data).map((name) => words.fields[name] ?? name).join(", ") });
  if (what === "handed_over") return sentence(fill(form, { to: [data.name, data.agency].filter(Boolean).join(", ") }), text);
  if (what.startsWith("unit_")) return fill(form, { text, state: words.unitState[data.state], eta: data.eta ? fill(words.etaAt, { time: fmt.minutes(data.eta) }) : "" }).trim();
  if (form.includes("{")) return fill(form, said);
  return sentence(form, text);
}

function sentence(head, reason) {
  if (!head) return reason;
  return reason ? `${head}: ${reason}` : head;
}

// Who has it in hand.
export function holder(one, now, words, fmt) {
  if (!one.handler) return words.nobodyHas;
  const { name, agency, since, taken } = one.handler;
  const who = [name, agency && agency !== name ? agency : ""].filter(Boolean).join(", ");
  return fill(taken ? words.handledBy : words.waitsFor, { who, time: clockOf(since, now, fmt) });
}

// The time of the day; of another day with its date.
export function clockOf(at, now, fmt, seconds = false) {
  if (Math.abs(now - Date.parse(at)) > 18 * HOUR) return fmt.moment(at).replace(` ${fmt.zone}`, "");
  return seconds ? fmt.seconds(at) : fmt.minutes(at);
}

// Metres as people say them: 180 m, 2,4 km.
export function distance(metres, fmt) {
  return metres < 1000 ? `${fmt.count(metres)} m` : `${fmt.number(metres / 1000, 1)} km`;
}

// Metres between two points [longitude, latitude]: good enough within a region.
export function metresBetween([x1, y1], [x2, y2]) {
  const east = (x2 - x1) * Math.cos((((y1 + y2) / 2) * Math.PI) / 180);
  return Math.hypot(east, y2 - y1) * 111_195;
}

// Points of a circle around a point, as a GeoJSON polygon.
export function circle([x, y], metres, corners = 64) {
  const [wide, high] = [metres / (111_195 * Math.cos((y * Math.PI) / 180)), metres / 111_195];
  const turn = (index) => (index / corners) * 2 * Math.PI;
  const ring = Array.from({ length: corners + 1 }, (_, index) => [x + wide * Math.cos(turn(index % corners)), y + high * Math.sin(turn(index % corners))]);
  return { type: "Polygon", coordinates: [ring] };
}

// Where a unit is about, for words beside it: "6 mnt" or "di lokasi".
export function unitNote(unit, now, words, fmt) {
  if (unit.state !== "en_route" || !unit.eta) return words.unitState[unit.state];
  const left = Date.parse(unit.eta) - now;
  return left > 0 ? short(left, words, fmt) : fill(words.lateBy, { span: short(-left, words, fmt) });
}

// The place of who leaves a list: the one that takes the focus is the next, else the last.
export function successor(keys, gone, left) {
  const after = keys.slice(keys.indexOf(gone) + 1).find((key) => left.includes(key));
  return after ?? left.at(-1) ?? null;
}
