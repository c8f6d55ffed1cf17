// What somebody types into the search: a coordinate, a code, or a part of a name. Pure.

const DECIMAL = /^\s*(-?\d{1,3}(?:[.,]\d+)?)\s*°?\s*[,;\s]\s*(-?\d{1,3}(?:[.,]\d+)?)\s*°?\s*$/;
const PART = /(\d{1,3})\s*°\s*(\d{1,2})\s*['′]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*["″])?\s*(LU|LS|BT|BB|[NSEWUTB])/gi;
const SOUTH = ["S", "LS"];
const WEST = ["W", "BB", "B"];

// [longitude, latitude] or null. Latitude comes first, as people say it, unless it can't be one.
export function coordinate(text) {
  const parts = [...text.matchAll(PART)].map(([, degrees, minutes, seconds, side]) => ({
    value: Number(degrees) + Number(minutes) / 60 + number(seconds ?? "0") / 3600,
    side: side.toUpperCase(),
  }));
  if (parts.length === 2) return fitting(...parts.map(signed));
  const found = DECIMAL.exec(text);
  return found && /[.,]\d/.test(text) ? fitting(number(found[1]), number(found[2])) : null;
}

function number(text) {
  return Number(text.replace(",", "."));
}

function signed({ value, side }) {
  return [...SOUTH, ...WEST].includes(side) ? -value : value;
}

function fitting(first, second) {
  const fits = (latitude, longitude) => Math.abs(latitude) <= 85 && Math.abs(longitude) <= 180;
  // This country lies between 94 and 142 degrees east: a first number beyond 90 is a longitude.
  if (Math.abs(first) > 90 && fits(second, first)) return [first, second];
  return fits(first, second) ? [second, first] : null;
}

// The filter (CQL2 text) that finds a name or a code in a layer; null where it has neither. Codes are
// written with or without dots.
export function asked(layer, text) {
  const wanted = text.trim().replace(/\s+/g, " ");
  if (wanted.length < 2) return null;
  const has = (name) => layer.attributes.some((one) => one.name === name && one.kind === "text");
  const like = quoted(`%${wanted.replace(/[\\%_]/g, "\\$&")}%`);
  const names = [...new Set([layer.label, "name"])].filter((name) => name && name !== "code" && has(name));
  const parts = names.map((name) => `CASEI(${named(name)}) LIKE CASEI(${like})`);
  if (has("code") && /\d/.test(wanted)) parts.push(`${named("code")} LIKE ${quoted(`${codeOf(layer, wanted)}%`)}`);
  return parts.length ? parts.join(" OR ") : null;
}

// Area codes and those of TPS stand without dots; a road's number has them.
function codeOf(layer, text) {
  const plain = layer.id === "roads" ? text : text.replace(/[.\s]/g, "");
  return plain.replace(/[\\%_]/g, "\\$&");
}

export function quoted(text) {
  return `'${text.replaceAll("'", "''")}'`;
}

export function named(name) {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
