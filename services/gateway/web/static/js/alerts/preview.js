// Who would be told of an alert, by what and when, and why other rules would not take it.

import { write } from "../dom.js";
import { fill } from "../format.js";

export function drawPreview(list, found, words, fmt) {
  const lines = [];
  if (found.held) lines.push(["says", found.held.startsWith("silence/") ? words.heldSilence : words.heldAlert]);
  for (const rule of found.rules) {
    const through = rule.channels.length ? ` (${rule.channels.join(", ")})` : "";
    lines.push(["b", `${rule.name}: ${fmt.moment(rule.at)}, ${peopleSaid(rule.readers, words)}${through}`]);
    for (const step of rule.steps) {
      lines.push(["span", `${fmt.moment(step.at)}: ${peopleSaid(step.readers, words)}`]);
    }
  }
  if (!found.rules.length) lines.push(["b", words.rule.none]);
  if (found.wall) lines.push(["span", words.rule.wall]);
  if (found.public) lines.push(["span", words.rule.public]);
  for (const one of found.missed) lines.push(["span", fill(words.rule.missed, one)]);
  list.replaceChildren(
    ...lines.map(([name, text]) => {
      const row = document.createElement("li");
      if (name === "span") row.className = "soft";
      if (name === "b") row.append(document.createElement("b"));
      write(row.firstElementChild ?? row, text);
      return row;
    }),
  );
}

function peopleSaid(readers, words) {
  const names = readers.map((one) => one.person || fill(words.rule.vacant, { position: one.position }));
  return names.length ? names.join(", ") : words.rule.nobody;
}
