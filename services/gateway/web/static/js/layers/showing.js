// What the page tells of layers, of files and of what is found in them. Pure.

import { fill } from "../format.js";

const BOUNDARIES = ["villages", "districts", "regencies", "provinces"];
const MAKERS = ["gis_editor", "admin"];
const MEGA = 1_000_000;
export const BUSY = ["sending", "reading", "applying"];

export function titleOf(layer, words) {
  return words.layers[layer.id] ?? layer.title;
}

export function kindOf(type, words) {
  return words.kinds[type.replace("Multi", "")] ?? type;
}

// What an agency says of a layer, else what is so of a built-in one: where it comes from, how often.
export function saidOf({ id, kendali }, name, words) {
  return kendali[name] || (words.ofBuiltIn[name]?.[id] ?? "");
}

// Who reads a layer: everybody, every account, or those with a role.
export function readers({ read }, words) {
  if (typeof read === "string") return words.read[read] ?? read;
  return read.map((one) => words.roles[one] ?? one).join(", ") || words.nobody;
}

// Who makes and changes layers: of the whole region alone.
export function makes(me) {
  return !me.area && me.roles.some((role) => MAKERS.includes(role));
}

// Layers that take a file's features from this account.
export function takers(layers, me) {
  const maker = me.roles.some((role) => MAKERS.includes(role));
  return layers.filter((one) => one.kendali.extendable || (maker && BOUNDARIES.includes(one.id)));
}

// The id that a file's name suggests: small letters, digits, underlines, a letter first.
export function idOf(name) {
  const plain = name.toLowerCase().replace(/\.[^.]*$/, "").replace(/[^a-z0-9]+/g, "_").replace(/^[^a-z]+|_+$/g, "");
  return plain.slice(0, 41);
}

export function nameOf(name) {
  return sentence(name.replace(/\.[^.]*$/, "").replace(/[_-]+/g, " ").trim());
}

// The query of an import from the form's fields: empty ones, and those of other modes, are left out.
export function asked(fields) {
  const { mode, id, name, layer, key } = fields;
  const more = Object.fromEntries(["crs", "encoding", "table", "code", "label"].map((one) => [one, fields[one]]));
  const target = mode === "new" ? { layer: id, name } : { layer, ...(mode === "replace" && { key }) };
  return written({ mode, ...target, ...more });
}

// The query of an export.
export function wanted({ f, crs, area, filter }) {
  return written({ f, crs, area, filter, ...(filter?.trim() && { "filter-lang": "cql2-text" }) });
}

function written(values) {
  const said = Object.entries(values).filter(([, value]) => value?.trim());
  return new URLSearchParams(said.map(([name, value]) => [name, value.trim()])).toString();
}

export function sizeOf(bytes, fmt) {
  return fmt.number(bytes / MEGA, bytes < 10 * MEGA ? 1 : 0);
}

// How far: a share of 1, null where it is not known.
export function share({ state, job, sent }) {
  if (!BUSY.includes(state)) return 1;
  if (state === "sending") return sent ?? null;
  return job?.total ? Math.min(1, job.done / job.total) : null;
}

export function about(found, words, fmt) {
  const kind = kindOf(found.geometry_type, words);
  return fill(words.about, { format: words.formats[found.format] ?? found.format, crs: found.crs ?? words.noCrs, n: fmt.count(found.features), kind });
}

// Rows of the table of what was found, and for each code how many more there are than are told.
export function problemRows({ counts, items }, words, fmt) {
  const told = {};
  const rows = items.map((one, index) => {
    told[one.code] = (told[one.code] ?? 0) + 1;
    const feature = one.feature ? fmt.count(one.feature) : "";
    return { key: `${index}`, feature, what: words.checks[one.code] ?? one.code, why: one.message ?? "", taken: one.taken ? words.taken : words.left };
  });
  const left = Object.entries(counts).filter(([code, n]) => n > (told[code] ?? 0));
  return [...rows, ...left.map(([code, n]) => ({ key: `more:${code}`, feature: "", what: words.checks[code] ?? code, why: fill(words.more, { n: fmt.count(n - (told[code] ?? 0)) }), taken: "" }))];
}

// Why an import failed: the file's reason in the page's words, else what the service says.
export function whyOf({ found, job }, words) {
  const error = found?.error;
  if (!error) return job?.message ?? "";
  const said = words.reasons[error.reason] ?? words.reasons[error.slug] ?? words.problems[error.slug];
  return [said, sentence(error.detail)].filter(Boolean).join(" ");
}

function sentence(text = "") {
  return text && `${text[0].toUpperCase()}${text.slice(1)}`;
}

// What a form changed of a layer's facts, as PATCH takes it; null for nothing.
export function changed(before, after) {
  const names = Object.keys(after).filter((name) => JSON.stringify(after[name]) !== JSON.stringify(before[name]));
  return names.length ? Object.fromEntries(names.map((name) => [name, after[name]])) : null;
}
