// A feature's attributes as fields, and what is written there as values. What the service finds wrong
// is said at its field.

import { set, show } from "../dom.js";
import { attributeTitle, codeTitle } from "./describing.js";

let number = 0;

// gives { node, values(), wrong(errors) }; read-only attributes are left out.
export function fields(layer, properties, words) {
  const node = document.createElement("div");
  node.className = "map-fields";
  const made = layer.attributes.filter((one) => !one.read_only).map((one) => {
    const id = `field-${(number += 1)}`;
    const box = Object.assign(document.createElement("div"), { className: "field" });
    const label = Object.assign(document.createElement("label"), { className: "label", htmlFor: id, textContent: attributeTitle(one, words) + (one.required ? " *" : "") });
    const input = control(one, properties[one.name], words);
    const note = Object.assign(document.createElement("p"), { id: `${id}-wrong`, className: "says says-warn", hidden: true });
    Object.assign(input, { id, className: "input", required: one.required });
    set(input, "aria-describedby", note.id);
    box.append(label, input, note);
    node.append(box);
    return { one, input, note };
  });

  return {
    node,
    values: () => Object.fromEntries(made.map(({ one, input }) => [one.name, valueOf(one, input.value)])),
    // Gives what has no field here.
    wrong(errors) {
      for (const { one, input, note } of made) {
        const mine = errors.filter((error) => error.field === `properties.${one.name}`);
        note.textContent = mine.map((error) => error.message).join(" · ");
        show(note, mine.length > 0);
        set(input, "aria-invalid", String(mine.length > 0));
      }
      made.find(({ note }) => !note.hidden)?.input.focus();
      const known = made.map(({ one }) => `properties.${one.name}`);
      return errors.filter((error) => !known.includes(error.field));
    },
  };
}

function control(one, value, words) {
  const choices = one.codes.length ? one.codes.map((each) => [each.value, codeTitle(each.value, each.title, words)]) : one.kind === "boolean" ? [["true", words.yes], ["false", words.no]] : null;
  if (choices) {
    const select = document.createElement("select");
    select.append(new Option("–", ""), ...choices.map(([each, title]) => new Option(title, each)));
    select.value = value === null || value === undefined ? "" : String(value);
    return select;
  }
  const long = one.kind === "json" || String(value ?? "").length > 60;
  const input = document.createElement(long ? "textarea" : "input");
  if (one.kind === "date") input.type = "date";
  if (["number", "integer"].includes(one.kind)) input.inputMode = "decimal";
  input.value = written(one, value);
  return input;
}

function written(one, value) {
  if (value === null || value === undefined) return "";
  if (one.kind === "json") return JSON.stringify(value);
  if (one.kind === "number" && document.documentElement.lang === "id") return String(value).replace(".", ",");
  return String(value);
}

// Nothing written is no value; what is no number goes as it is, and the service says so.
export function valueOf(one, text) {
  const plain = text.trim();
  if (plain === "") return null;
  if (one.kind === "boolean") return plain === "true";
  if (one.kind === "json") return json(plain);
  if (one.kind !== "number" && one.kind !== "integer") return plain;
  const found = Number(plain.replace(",", "."));
  return Number.isFinite(found) ? found : plain;
}

function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
