// Layers, features and their attributes in the page's words. Pure.

const LAST = ["villages", "districts", "regencies", "provinces"];
const FIRST = ["roads", "road_segments", "road_damage", "blank_spots", "network_assets", "tps"];
const USUAL = ["roads", "road_segments", "blank_spots", "tps", "districts"];

// What people work with comes first, an agency's own next, boundaries last.
export function arranged(layers) {
  const place = ({ id }) => {
    if (FIRST.includes(id)) return FIRST.indexOf(id);
    return LAST.includes(id) ? 1000 + LAST.indexOf(id) : 100;
  };
  return [...layers].sort((a, b) => place(a) - place(b) || a.title.localeCompare(b.title));
}

export function usual(layers) {
  return layers.map((one) => one.id).filter((id) => USUAL.includes(id));
}

export function titleOf(layer, words) {
  return words.layers[layer.id] ?? layer.title;
}

export function attributeTitle(attribute, words) {
  const said = words.attributes[attribute.name] ?? (attribute.title || attribute.name);
  return attribute.unit ? `${said} (${attribute.unit})` : said;
}

export function codeTitle(value, title, words) {
  return words.codes[value] ?? title;
}

// An attribute's value as people write it.
export function valueOf(attribute, value, words, fmt) {
  if (value === null || value === undefined || value === "") return "–";
  const code = attribute.codes.find((one) => one.value === value);
  if (code) return codeTitle(value, code.title, words);
  if (attribute.kind === "boolean") return value ? words.yes : words.no;
  if (attribute.kind === "integer") return fmt.count(value);
  if (attribute.kind === "number") return fmt.number(value, digits(value));
  if (attribute.kind === "datetime") return fmt.moment(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function digits(value) {
  return Number.isInteger(value) ? 0 : Math.abs(value) < 10 ? 2 : 1;
}

// What a feature is called: its label, its name, its code, else its number.
export function nameOf(layer, { id, properties }) {
  const wanted = [layer.label, "name", "code", "road"].find((name) => name && properties[name]);
  return wanted ? String(properties[wanted]) : `${id}`;
}

export function isShown(attribute, value) {
  return attribute.kind !== "json" && value !== null && value !== undefined && value !== "";
}
