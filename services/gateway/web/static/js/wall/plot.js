// What a chart of an indicator draws: where its points stand, its scale, its words. Pure.

const FORMS = [
  [/^(\d{4})-(\d{2})-(\d{2})$/, "day", 366],
  [/^(\d{4})-(\d{2})$/, "month", 12],
  [/^(\d{4})-Q(\d)$/, "quarter", 4],
  [/^(\d{4})-S(\d)$/, "half", 2],
  [/^(\d{4})$/, "year", 1],
];
const YEARS = 10;
const DAYS = 90; // of daily figures, one line; what is rarer is laid over the year before
const DAY = 86_400_000;

// {rhythm, year, part, parts}: "2024-11" is part 11 of 12 of 2024; null for what is no period.
export function periodOf(text) {
  for (const [form, rhythm, parts] of FORMS) {
    const hit = form.exec(text);
    if (hit) return { rhythm, year: Number(hit[1]), part: Number(hit[2] ?? 1), parts };
  }
  return null;
}

// {lines: [{name, points: [{at, value, period}]}], marks: [{at, period}]}, `at` from 0 to 1; the last
// line is the newest. Null without a figure.
export function plotted(items) {
  const there = items.filter((one) => one.value !== null);
  const last = there.length ? periodOf(there.at(-1).period) : null;
  if (!last) return null;
  if (last.rhythm === "year") return run(there.slice(-YEARS));
  if (last.rhythm === "day") return run(since(there));
  const of = (year) => placed(there, year);
  const lines = [last.year - 1, last.year].map((year) => ({ name: String(year), points: of(year) }));
  return { lines: lines.filter(({ points }) => points.length), marks: marksOf(last) };
}

function placed(items, year) {
  return items.flatMap((one) => {
    const period = periodOf(one.period);
    return period.year === year ? [{ at: place(period), value: one.value, period: one.period }] : [];
  });
}

const place = ({ part, parts }) => (part - 1) / Math.max(1, parts - 1);

function marksOf({ year, rhythm, parts }) {
  const written = (part) => ({ month: `${year}-${String(part).padStart(2, "0")}`, quarter: `${year}-Q${part}`, half: `${year}-S${part}` })[rhythm];
  const step = rhythm === "month" ? 2 : 1;
  const all = Array.from({ length: parts }, (_, index) => index + 1);
  return all.filter((part) => (part - 1) % step === 0).map((part) => ({ at: place({ part, parts }), period: written(part) }));
}

function since(items) {
  const from = Date.parse(items.at(-1).period) - DAYS * DAY;
  return items.filter((one) => Date.parse(one.period) > from);
}

// One line from the first to the last, its ends and its middle named.
function run(items) {
  const most = Math.max(1, items.length - 1);
  const points = items.map((one, index) => ({ at: index / most, value: one.value, period: one.period }));
  const named = [...new Set([0, Math.floor(most / 2), items.length - 1])].filter((index) => points[index]);
  return { lines: [{ name: "", points }], marks: named.map((index) => ({ at: points[index].at, period: points[index].period })) };
}

// Round steps that hold all values: {from, to, steps}, three to six steps.
export function scaleOf(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const span = high - low || Math.abs(high) || 1;
  const raw = span / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= raw);
  const from = Math.floor(low / step) * step;
  const to = Math.max(Math.ceil(high / step) * step, from + step);
  const count = Math.round((to - from) / step);
  return { from, to, steps: Array.from({ length: count + 1 }, (_, index) => Number((from + index * step).toPrecision(12))) };
}

// How far a value is along an axis that also holds its target: from 0 to 1; percent has its own end.
export function along(value, { unit, most }) {
  const end = unit === "%" ? 100 : most * 1.15;
  return end > 0 ? Math.min(1, Math.max(0, value / end)) : 0;
}

// Where words stand that want to be at these heights: in the same order, `gap` apart at least, from
// `top` to `bottom` as long as there is room.
export function apart(wanted, gap, top, bottom) {
  const order = wanted.map((_, index) => index).sort((one, other) => wanted[one] - wanted[other] || one - other);
  const places = [...wanted];
  let least = top;
  for (const index of order) {
    places[index] = Math.max(places[index], least);
    least = places[index] + gap;
  }
  let most = Math.max(bottom, top + gap * (order.length - 1));
  for (const index of order.reverse()) {
    places[index] = Math.min(places[index], most);
    most = places[index] - gap;
  }
  return places;
}
