// What a layer looks like: its shape, its classes, and the mark of each, so that no class is told by
// colour alone. Pure. A layer's style may name an attribute: {"color": {"property": "condition"}};
// classes are then that attribute's codes.

const CONDITION = {
  good: ["c1", "plain"],
  fair: ["c2", "core"],
  light: ["c3", "dash"],
  heavy: ["c4", "ticks"],
  unknown: ["idle", "gaps"],
};
const SIGNAL = { covered: ["c1", "plain"], weak: ["c2", "core"], none: ["c4", "ticks"], unknown: ["idle", "gaps"] };
const PLAN = { online: ["c1", "plain"], offline: ["c2", "core"], village_wifi: ["k1", "dash"], radio: ["k4", "gaps"], sms: ["k6", "cross"], move: ["c4", "ticks"] };
const QUALITY = { surveyed: ["ink", "plain"], geocoded: ["k1", "core"], centroid: ["k2", "dash"], unknown: ["idle", "gaps"] };
const MEANT = [CONDITION, SIGNAL, PLAN, QUALITY];
const ORDER = [["k1", "plain"], ["k2", "core"], ["k3", "dash"], ["k4", "ticks"], ["k6", "gaps"], ["k5", "cross"]];
const SOUND = [
  { least: 80, value: "≥ 80 %", colour: "c1", mark: "plain" },
  { least: 60, value: "60–80 %", colour: "c2", mark: "core" },
  { least: 40, value: "40–60 %", colour: "c3", mark: "dash" },
  { least: 0, value: "< 40 %", colour: "c4", mark: "ticks" },
];
// Boundaries are ground: lines alone, the wider the higher the level.
const BOUNDARIES = {
  provinces: { width: 3, mark: "plain" },
  regencies: { width: 2.4, mark: "plain" },
  districts: { width: 1.5, mark: "plain" },
  villages: { width: 1, mark: "gaps" },
};
export const MARKS = ["plain", "core", "dash", "ticks", "gaps", "cross"];

export function isBoundary(id) {
  return id in BOUNDARIES;
}

export function shapeOf(geometryType) {
  const plain = geometryType.replace("Multi", "");
  return { Point: "point", LineString: "line", Polygon: "area" }[plain] ?? "any";
}

// { shape, width, by, classes: [{ value, title, colour, mark, least? }] }; the last class is of
// everything that no other holds (value null). `turn` is the layer's place among those alike.
// `by` names another attribute than the style does.
export function lookOf(layer, turn = 0, by = null) {
  if (isBoundary(layer.id)) {
    const { width, mark } = BOUNDARIES[layer.id];
    return { shape: "line", width, by: null, classes: [rest("boundary", mark)] };
  }
  const shape = shapeOf(layer.geometry_type);
  const attribute = classing(layer, by);
  const [colour, mark] = ORDER[turn % ORDER.length];
  if (!attribute) return { shape, width: 3, by: null, classes: [rest(colour, mark)] };
  const classes = attribute.codes.length ? coded(attribute) : SOUND.map((one) => ({ ...one, title: one.value }));
  const width = layer.id === "road_segments" ? 6 : 3;
  return { shape, width, by: attribute.name, classes: [...classes, rest("idle", "gaps")] };
}

function rest(colour, mark) {
  return { value: null, title: "", colour, mark };
}

// The attributes that a layer may be coloured by, where there are several.
export function choices(layer) {
  if (isBoundary(layer.id)) return [];
  const named = classing(layer, null)?.name;
  const found = layer.attributes.filter((one) => one.codes.length > 1 || one.name === named);
  return found.length > 1 ? found : [];
}

function classing({ style, attributes, id }, by) {
  const named = by ?? style?.color?.property ?? (id === "tps" ? "quality" : null);
  const found = attributes.find((one) => one.name === named);
  return found && (found.codes.length || named === "soundness") ? found : null;
}

function coded({ codes }) {
  const values = codes.map((one) => one.value);
  const meant = MEANT.find((table) => values.every((value) => value in table));
  return codes.map(({ value, title }, index) => {
    const [colour, mark] = meant ? meant[value] : ORDER[index % ORDER.length];
    return { value, title, colour, mark };
  });
}

// The MapLibre expression that holds for features of this class.
export function holds(look, index) {
  const { by, classes } = look;
  const one = classes[index];
  if (!by) return ["literal", true];
  if (one.least !== undefined) return between(by, classes, index);
  if (one.value !== null) return ["==", ["get", by], one.value];
  const known = classes.filter((other) => other.value !== null);
  if (known[0]?.least !== undefined) return ["==", ["get", by], null];
  return ["!", ["in", ["get", by], ["literal", known.map((other) => other.value)]]];
}

function between(by, classes, index) {
  const above = ["all", ["!=", ["get", by], null], [">=", ["get", by], classes[index].least]];
  return index ? [...above, ["<", ["get", by], classes[index - 1].least]] : above;
}
