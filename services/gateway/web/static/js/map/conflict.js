// Somebody else saved first: what both changed is shown side by side, and decided field by field.

import { set, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { attributeTitle, nameOf, valueOf } from "./describing.js";
import { differences, patchOf } from "./merging.js";

// `onDecided(patch)`: what brings the feature that stands to what was decided; empty where nothing.
export function conflict(box, { layer, before, mine, theirs, desk }, onDecided) {
  const { words, fmt } = desk;
  const found = differences(before, mine, theirs);
  const form = stamp("conflict");
  const rows = slot(form, "rows");
  write(slot(form, "title"), nameOf(layer, theirs));
  const choices = Object.fromEntries(found.filter((one) => one.both).map((one) => [one.name, "theirs"]));
  for (const one of found) rows.append(row(one));
  box.replaceChildren(form);
  form.querySelector("h2").focus();

  function row(one) {
    const item = stamp("conflict-row");
    const attribute = layer.attributes.find((each) => each.name === one.name);
    write(slot(item, "name"), attribute ? attributeTitle(attribute, words) : words.place);
    for (const side of ["mine", "theirs"]) {
      const input = slot(item, side);
      const taken = one.both ? choices[one.name] === side : (side === "mine") === one.changedHere;
      Object.assign(input, { name: `choice-${one.name}`, checked: taken, disabled: !one.both });
      input.onchange = () => {
        choices[one.name] = side;
      };
      const text = attribute ? valueOf(attribute, one[side], words, fmt) : words[side === "mine" ? "myPlace" : "theirPlace"];
      write(slot(item, `${side}-text`), text);
      set(input, "aria-label", fill(words[side === "mine" ? "takeMine" : "takeTheirs"], { value: text }));
    }
    return item;
  }

  function all(side) {
    for (const name of Object.keys(choices)) choices[name] = side;
    return found.map((one) => (side === "theirs" ? { ...one, changedHere: false } : { ...one, both: one.changedHere && one.changedThere }));
  }

  slot(form, "all-mine").onclick = () => onDecided(patchOf(all("mine"), choices));
  slot(form, "all-theirs").onclick = () => onDecided(patchOf(all("theirs"), choices));
  form.onsubmit = (event) => {
    event.preventDefault();
    onDecided(patchOf(found, choices));
  };
}
