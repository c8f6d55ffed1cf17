// The options as the form shows them, and what the form says, as pure functions.

const KINDS = ["crew", "operator", "import", "observer"];

// A moment of the API as the field of a local time wants it, in this browser's zone, and back.
export function toField(moment) {
  if (!moment) return "";
  const at = new Date(moment);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function fromField(text) {
  return text ? new Date(text).toISOString() : null;
}

// What was believed first stays so: kinds that are newly trusted come after those that were.
export function trusted(before, checked) {
  const stay = before.filter((kind) => checked.includes(kind));
  return [...stay, ...KINDS.filter((kind) => checked.includes(kind) && !stay.includes(kind))];
}

export function written(options, { kinds, equal, compare, closes, published }) {
  return {
    version: options.version,
    consolidation: { trusted: trusted(options.consolidation.trusted, kinds), equal: Number(equal), compare },
    closes_at: fromField(closes),
    published,
  };
}
