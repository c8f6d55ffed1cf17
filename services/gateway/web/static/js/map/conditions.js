// A filter as rows of attribute, comparison and value, and as CQL2 text (OGC 21-065r2). Pure.

import { named, quoted } from "./finding.js";

export const COMPARISONS = {
  text: ["=", "<>", "contains", "starts", "empty"],
  code: ["=", "<>", "empty"],
  number: ["=", "<>", "<", "<=", ">", ">=", "empty"],
  moment: ["=", "<", "<=", ">", ">=", "empty"],
  boolean: ["=", "empty"],
};

export function kindOf(attribute) {
  if (attribute.codes.length) return "code";
  if (["integer", "number"].includes(attribute.kind)) return "number";
  if (["date", "datetime"].includes(attribute.kind)) return "moment";
  return attribute.kind === "boolean" ? "boolean" : "text";
}

// rows: [{ name, comparison, value }]; those without a value that they need are left out.
export function textOf(rows, attributes, joint = "AND") {
  const known = new Map(attributes.map((one) => [one.name, one]));
  const parts = rows.map((row) => part(row, known.get(row.name))).filter(Boolean);
  return parts.length > 1 ? parts.map((one) => (joint === "OR" ? one : `(${one})`)).join(` ${joint} `) : parts[0] ?? "";
}

function part({ name, comparison, value }, attribute) {
  if (!attribute) return null;
  const left = named(name);
  if (comparison === "empty") return `${left} IS NULL`;
  if (value === "" || value === null || value === undefined) return null;
  const like = (before, after) => quoted(`${before}${value.replace(/[\\%_]/g, "\\$&")}${after}`);
  if (comparison === "contains") return `CASEI(${left}) LIKE CASEI(${like("%", "%")})`;
  if (comparison === "starts") return `CASEI(${left}) LIKE CASEI(${like("", "%")})`;
  const right = literal(value, attribute);
  return right === null ? null : `${left} ${comparison} ${right}`;
}

function literal(value, attribute) {
  const kind = kindOf(attribute);
  if (kind === "number" || (kind === "code" && attribute.kind === "integer")) {
    const number = Number(String(value).replace(",", "."));
    return Number.isFinite(number) ? String(number) : null;
  }
  if (kind === "boolean") return value === "true" ? "TRUE" : "FALSE";
  if (kind === "moment") return attribute.kind === "date" ? `DATE(${quoted(value)})` : `TIMESTAMP(${quoted(moment(value))})`;
  return quoted(value);
}

function moment(value) {
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? value : at.toISOString().replace(".000Z", "Z");
}
