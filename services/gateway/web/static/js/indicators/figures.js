// What figures become: classes of a map, the ends of a ranking, places of a chart, a pyramid. Pure.

export const STEPS = 5;
const TOP = 5;
const BOTTOM = 8;
const FEW = TOP + BOTTOM + 2; // a gap of one or two rows saves nothing

// Four bounds between five classes of equal width, rounded to what can be read.
export function bounds(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (!values.length || low === high) return [];
  const width = (high - low) / STEPS;
  const unit = 10 ** Math.floor(Math.log10(width));
  const digits = Math.max(0, -Math.round(Math.log10(unit)));
  const round = (value) => Number((Math.round(value / unit) * unit).toFixed(digits));
  return [1, 2, 3, 4].map((step) => round(low + step * width));
}

// Which class a value is in, 1 to 5; 0 for none.
export function classOf(value, limits) {
  if (value === null || value === undefined) return 0;
  return limits.length ? 1 + limits.filter((limit) => value >= limit).length : 3;
}

// The rows that are shown, and how many are left out between the first and the last ones.
export function ends(rows, whole) {
  if (whole || rows.length <= FEW) return { top: rows, left: 0, bottom: [] };
  return { top: rows.slice(0, TOP), left: rows.length - TOP - BOTTOM, bottom: rows.slice(-BOTTOM) };
}

// Where bars of a ranking begin and end: at 0, but where all is far from it, shortly below the least.
export function axis(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (!values.length) return [0, 1];
  if (low <= 0 || low < 0.4 * high) return [Math.min(0, low), high === low ? low + 1 : Math.max(high, 0)];
  const room = (high - low || Math.abs(high) || 1) * 0.5;
  return [Math.max(0, low - room), high + room * 0.1];
}

// A share of an axis in percent, kept within it.
export function along(value, [from, to]) {
  return Math.max(0, Math.min(100, (100 * (value - from)) / (to - from)));
}

// Where a period stands in its year, from 0.
export function place(period, rhythm) {
  const rest = period.slice(5);
  if (rhythm === "day") return Math.round((Date.parse(`${period}T00:00Z`) - Date.parse(`${period.slice(0, 4)}-01-01T00:00Z`)) / 86_400_000);
  if (rhythm === "month") return Number(rest) - 1;
  return rhythm === "year" ? 0 : Number(rest.slice(1)) - 1;
}

const PLACES = { day: 366, month: 12, quarter: 4, semester: 2 };

// Columns of a chart: places, this year, the year before. A rhythm of years has a place each year.
export function columns(told, rhythm) {
  if (rhythm === "year") {
    const years = told.maps.map((one) => one.year);
    return [years, told.maps.map((one) => one.value), years.map(() => null)];
  }
  const spread = (rows) => {
    const values = Array(PLACES[rhythm]).fill(null);
    for (const one of rows) values[place(one.period, rhythm)] = one.value;
    return values;
  };
  return [Array.from({ length: PLACES[rhythm] }, (_, index) => index), spread(told.series), spread(told.last_year)];
}

// The groups that name all of these dimensions, and no other.
export function naming(groups, names) {
  const all = (one) => Object.keys(one.dimensions).length === names.length && names.every((name) => name in one.dimensions);
  return groups.filter(all);
}

// What the chosen values make of it: {value, before, share}, null where nothing is chosen or known.
export function chosenOf(groups, dimension) {
  const chosen = Object.entries(dimension);
  if (!chosen.length || !groups.length) return null;
  const mine = groups.filter((one) => chosen.every(([name, code]) => one.dimensions[name] === code));
  const [value, whole, before] = [sum(mine, "value"), sum(groups, "value"), sum(mine, "before")];
  return value === null ? null : { value, before, share: whole ? (100 * value) / whole : null };
}

function sum(rows, name) {
  const known = rows.map((one) => one[name]).filter((value) => value !== null);
  return known.length ? known.reduce((a, b) => a + b, 0) : null;
}

// Bars of a pyramid, the oldest on top: {age, left, right}, of the first and the second sex.
export function pyramid(groups, dimensions) {
  const [sexes, ages] = ["sex", "age"].map((name) => dimensions.find((one) => one.name === name));
  if (!sexes || !ages || dimensions.length !== 2) return null;
  const [one, other] = Object.keys(sexes.codes);
  const found = (sex, age) => groups.find(({ dimensions: at }) => at.sex === sex && at.age === age)?.value ?? null;
  return Object.keys(ages.codes).map((age) => ({ age, left: found(one, age), right: found(other, age) })).reverse();
}
