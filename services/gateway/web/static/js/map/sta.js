// A road's condition along its line: bars on a scale of metres (STA), stretches by their metres. Pure.

export const CLASSES = ["good", "fair", "light", "heavy", "unknown"];
const STEPS = [100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000];

// 7300 → "7+300"
export function sta(metres) {
  const whole = Math.round(metres);
  return `${Math.floor(whole / 1000)}+${String(whole % 1000).padStart(3, "0")}`;
}

// What the bars measure: IRI where a stretch has it, else SDI.
export function measured(segments) {
  return segments.some((one) => one.iri !== null && one.iri !== undefined) ? "iri" : "sdi";
}

// [{ x, y, width, height, segment }] in a box of `wide` by `high`; a stretch without a figure has a
// bar as low as can be seen.
export function bars(segments, { length, wide, high, top }) {
  const by = measured(segments);
  return segments.map((segment) => {
    const [from, to] = [segment.from_m, Math.min(segment.to_m, length)].map((one) => (one / length) * wide);
    const height = Math.max(3, (Math.min(segment[by] ?? 0, top) / top) * high);
    return { x: from, y: high - height, width: Math.max(0.5, to - from - 0.8), height, segment };
  });
}

// The highest figure that the scale shows: beyond the last bound, in whole bounds.
export function topOf(segments, bounds) {
  const by = measured(segments);
  const most = Math.max(...segments.map((one) => one[by] ?? 0), bounds.at(-1) * 1.25);
  return Math.ceil(most / bounds[0]) * bounds[0];
}

// Where the scale of metres has its numbers: at most `most` of them.
export function ticks(length, most = 10) {
  const step = STEPS.find((one) => length / one <= most) ?? STEPS.at(-1);
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => index * step);
}

// The stretches that lie in [from, to) by a part of them.
export function within(segments, from, to) {
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  return segments.filter((one) => one.from_m < high && one.to_m > low);
}

// The range that these stretches make, or null.
export function rangeOf(segments) {
  if (!segments.length) return null;
  return [Math.min(...segments.map((one) => one.from_m)), Math.max(...segments.map((one) => one.to_m))];
}

export function csv(code, segments) {
  const columns = ["from_m", "to_m", "iri", "sdi", "surface", "condition"];
  const rows = segments.map((one) => [code, ...columns.map((name) => one[name] ?? "")]);
  return [["code", "sta_from", "sta_to", ...columns.slice(2)], ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
}

function cell(value) {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
