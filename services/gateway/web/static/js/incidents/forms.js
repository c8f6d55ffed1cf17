// What stands in the forms, as the API wants it. Pure; problems are keys of the page's words.

import { coordinate } from "../map/finding.js";

export class Wrong extends Error {}

// The place of the fields words, area, station, point, radius, road, metre.
export function placeFrom({ words, area, station, point, radius, road, metre }) {
  const found = {
    ...(words?.trim() && { words: words.trim() }),
    ...areaFrom(area ?? "", station?.trim() ?? ""),
    ...(point?.trim() && { point: pointFrom(point) }),
    ...(radius && { radius_m: Number(radius) }),
    ...(road?.trim() && { road: road.trim() }),
    ...(metre && { metre: Number(metre) }),
  };
  if (metre && !road?.trim()) throw new Wrong("metreNeedsRoad");
  if (!found.words && !found.area && !found.tps && !found.point && !found.road) throw new Wrong("placeNeeded");
  return found;
}

function areaFrom(area, station) {
  if (station.length === 13) return { tps: station };
  if (!station) return area ? { area } : {};
  if (area.length !== 10) throw new Wrong("stationNeedsArea");
  return { tps: area + station.padStart(3, "0") };
}

export function pointFrom(text) {
  const found = coordinate(text);
  if (!found) throw new Wrong("badPoint");
  return found;
}

export function after(minutes, now) {
  return minutes ? new Date(now + Number(minutes) * 60_000).toISOString() : null;
}

// A report of the new-incident form.
export function reportFrom(fields) {
  const { type, severity, headline, text, reporter, reporter_agency: agency, exercise } = fields;
  return {
    type,
    headline: headline.trim(),
    place: placeFrom(fields),
    ...(severity && { severity }),
    ...(text?.trim() && { text: text.trim() }),
    ...(reporter?.trim() && { reporter: reporter.trim() }),
    ...(agency?.trim() && { agency: agency.trim() }),
    ...(exercise && { exercise: true }),
  };
}

// Only what the correction changes; null where that is nothing.
export function correctionFrom(fields, one) {
  const { type, headline, text, words, point, radius } = fields;
  const changed = {
    ...(type !== one.type && { type }),
    ...(headline.trim() !== one.headline && { headline: headline.trim() }),
    ...(text.trim() !== one.text && { text: text.trim() }),
  };
  const before = placeBefore(one.place);
  const place = { ...before, words: words.trim(), point: point.trim() ? pointFrom(point) : null, radius_m: radius ? Number(radius) : null };
  const told = Object.fromEntries(Object.entries(place).filter(([, value]) => value !== null && value !== ""));
  const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
  const moved = (one.place.words ?? "") !== place.words || !same(rounded(one.place.point), rounded(place.point)) || !same(one.place.radius_m, place.radius_m);
  const all = moved ? { ...changed, place: told } : changed;
  return Object.keys(all).length ? all : null;
}

function placeBefore({ area, tps, road, metre }) {
  return { ...(tps ? { tps } : area ? { area } : {}), ...(road && { road }), ...(metre !== null && metre !== undefined && { metre }) };
}

function rounded(point) {
  return point ? point.map((one) => one.toFixed(5)) : null;
}
