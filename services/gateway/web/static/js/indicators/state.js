// What a page of indicators shows, as its address says it, and what that asks of the API. Pure.

const AREA = /^(\d{2}|\d{4}|\d{6}|\d{10})$/;
const CODE = /^[a-z0-9][a-z0-9-]{0,79}$/;
const YEAR = /^\d{4}$/;
const LEVELS = ["district", "village"];
const ROOT = "/v1/indicators";

// Anything else in an address is passed over: it may be an old one, or somebody's own.
export function stateOf(search) {
  const asked = new URLSearchParams(search);
  const given = (name, form) => (form.test(asked.get(name) ?? "") ? asked.get(name) : null);
  const level = asked.get("level");
  return {
    indicator: given("indicator", CODE),
    area: given("area", AREA),
    level: LEVELS.includes(level) ? level : null,
    year: given("year", YEAR) && Number(asked.get("year")),
    dimension: dimensionOf(asked.get("dimension")),
    whole: asked.get("ranking") === "whole",
  };
}

// "sex:L;age:0-4" is {sex: "L", age: "0-4"}.
function dimensionOf(text) {
  const pairs = (text ?? "").split(";").map((part) => part.split(":"));
  return Object.fromEntries(pairs.filter((pair) => pair.length === 2 && pair[0] && pair[1]));
}

export function dimensionText(dimension) {
  return Object.entries(dimension).map((pair) => pair.join(":")).join(";");
}

// The address of a state: `?` and what differs from a page's first sight.
export function address(path, state) {
  const asked = new URLSearchParams();
  for (const name of ["indicator", "area", "level", "year"]) if (state[name]) asked.set(name, state[name]);
  const dimension = dimensionText(state.dimension);
  if (dimension) asked.set("dimension", dimension);
  if (state.whole) asked.set("ranking", "whole");
  const text = asked.toString();
  return text ? `${path}?${text}` : path;
}

export function itemPath(item, { indicator, area, level, year, dimension }) {
  return `${ROOT}/items/${item}${query({ indicator, area, level, year, dimension: dimensionText(dimension) })}`;
}

export function pdfPath(item, { indicator, area, level, year, dimension }, language) {
  return `${ROOT}/items/${item}/page.pdf${query({ indicator, area, level, year, dimension: dimensionText(dimension), language })}`;
}

export function groupsPath(code, area, period) {
  return `${ROOT}/${code}/groups${query({ area, period })}`;
}

// What was observed of the shown period, or with a format the shown year as a file.
export function observedPath(code, { area, dimension }, span, more = {}) {
  const chosen = dimensionText(dimension) || undefined;
  return `${ROOT}/${code}/observations${query({ area, ...span, dimension: chosen, ...more })}`;
}

export function revisionsPath(code, one) {
  const dimension = dimensionText(one.dimensions) || undefined;
  return `${ROOT}/${code}/revisions${query({ area: one.area, period: one.period, dimension })}`;
}

// What an order about a figure is about; `notesAbout` finds those of the indicator in an area.
export function orderAbout(code, area, period) {
  return `indicator/${code}/${area}/${period}`;
}

export function notesPath(code, area) {
  return `/v1/orders${query({ about: `indicator/${code}/${area}`, limit: 50 })}`;
}

function query(values) {
  const those = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return those.length ? `?${new URLSearchParams(those)}` : "";
}

// The first and the last period of a year, as the rhythm writes them.
export function spanOf(year, rhythm) {
  const ends = { day: ["-01-01", "-12-31"], month: ["-01", "-12"], quarter: ["-Q1", "-Q4"], semester: ["-S1", "-S2"], year: ["", ""] };
  const [from, to] = ends[rhythm].map((end) => `${year}${end}`);
  return { from, to };
}
