// Two writings of one draft, side by side: for each part that differs one of them is chosen.

import { set, slot, stamp, write } from "../../dom.js";
import { asked } from "../../console/dialog.js";
import { PARTS, differences, merged } from "./draft.js";

const at = (id) => document.getElementById(id);

// clash(words, known, {base, mine, theirs}): what was chosen of both, or null for later.
export async function clash(words, known, { base, mine, theirs }) {
  const found = differences(base, mine, theirs);
  if (!found.length) return theirs;
  at("clash-rows").replaceChildren(...found.map((one) => row(one, words, known, mine, theirs)));
  const given = await asked(at("clash"));
  return given && merged(mine, theirs, Object.fromEntries(PARTS.map((name) => [name, given[`part-${name}`]])));
}

function row({ name, by }, words, known, mine, theirs) {
  const node = stamp("clash-template");
  write(slot(node, "name"), words.parts[name]);
  write(slot(node, "by"), words.clash[by]);
  write(slot(node, "mine"), said(name, mine[name], words, known));
  write(slot(node, "theirs"), said(name, theirs[name], words, known));
  for (const input of node.querySelectorAll("input")) {
    input.name = `part-${name}`;
    const wanted = by === "theirs" ? "theirs" : "mine";
    if (input.value === wanted) set(input, "checked", "");
  }
  return node;
}

// A part as words to be read beside the other one's.
export function said(name, value, words, known) {
  const text = SAY[name]?.(value, words, known) ?? String(value ?? "");
  return text || words.clash.empty;
}

const people = (list) => list.map((one) => one.name).join("\n");
const SAY = {
  body: (html) => html.replace(/<br>|<\/(p|li|h2|h3|tr|blockquote)>/g, "\n").replace(/<[^>]*>/g, " ").replace(/&nbsp;/g, " ").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&").replace(/ *\n+ */g, "\n").trim(),
  fields: (fields) => Object.values(fields).join("\n"),
  to: people,
  copies: people,
  security: (value, words) => words.securities[value],
  urgency: (value, words) => words.urgencies[value],
  form: (value, words) => words.forms[value],
  signer: (code, _, known) => code && known.titleOf(code),
  ladder: (codes, words, known) => (codes === null ? words.usual : codes.map(known.titleOf).join("\n") || words.nobody),
  coordination: (codes, _, known) => codes.map(known.titleOf).join("\n"),
  refers_to: (one) => one?.letter ?? "",
  references: (list) => list.map((one) => one.title).join("\n"),
};
