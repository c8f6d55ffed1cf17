// Makes pieces of the page. Text goes in as text, never as markup.

import { draw } from "../dom.js";

export function make(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  const { on = {}, ...attributes } = options;
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null) node.setAttribute(name, value);
  }
  for (const [event, heard] of Object.entries(on)) node.addEventListener(event, heard);
  node.append(...children.flat().filter((child) => child !== null && child !== ""));
  return node;
}

export function icon(name, tone = "") {
  const made = draw("svg", { "class": tone ? `i i-${tone}` : "i", "aria-hidden": "true" });
  made.append(draw("use", { href: `#i-${name}` }));
  return made;
}

// A line that says something: ok, warn, crit or info.
export function says(tone, title, text) {
  return make("p", { "class": `says says-${tone}` }, icon(tone, tone), make("span", {}, title ? make("b", {}, title) : "", title ? " " : "", text));
}

export function button(text, { main = false, quiet = false, before = null, after = null, ...options } = {}) {
  const kind = main ? " btn-main" : quiet ? " btn-quiet" : "";
  return make("button", { type: "button", "class": `btn btn-lg${kind}`, ...options }, before, text, after);
}
