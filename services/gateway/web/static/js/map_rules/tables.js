// Between the rules' tables and the page's fields, which are named by their place: "iri.bounds.0". Pure.

// What is told beside the tables and is none.
const TOLD = ["version", "who", "at"];

export function at(tables, place) {
  const value = place.split(".").reduce((inner, name) => inner?.[name], tables);
  return Array.isArray(value) ? value.join(", ") : (value ?? "");
}

// The text of a value as people here write it: a comma before decimals.
export function shown(value) {
  return typeof value === "number" ? String(value).replace(".", ",") : String(value);
}

// All tables with the fields' values in their places; what is no field stays. `only` names the tables
// that may be set.
export function written(tables, fields, only) {
  const made = structuredClone(Object.fromEntries(Object.entries(tables).filter(([name]) => !TOLD.includes(name) && (!only || only.includes(name)))));
  for (const [place, text] of Object.entries(fields)) {
    const path = place.split(".");
    const last = path.pop();
    const inner = path.reduce((one, name) => one[name], made);
    inner[last] = valueOf(text, inner[last]);
  }
  return made;
}

// A text as what stood there was: a list of words, a number, or a text. What is no number goes as it is,
// and the service says so.
function valueOf(text, before) {
  if (Array.isArray(before)) return text.split(",").map((one) => one.trim()).filter(Boolean);
  if (typeof before !== "number") return text.trim();
  const plain = text.trim().replace(",", ".");
  return plain === "" || Number.isNaN(Number(plain)) ? text : Number(plain);
}
