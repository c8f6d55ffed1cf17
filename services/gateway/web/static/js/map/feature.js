// What is chosen: its attributes in the side panel, whole, from the service and not from the tile.

import { show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { Problem, explain } from "../console/api.js";
import { attributeTitle, isShown, nameOf, titleOf, valueOf } from "./describing.js";
import { keyOf } from "./marks.js";

// `deeds(layer, feature)` gives buttons that stand below the attributes.
export function featurePanel(desk, { onClose, deeds }) {
  const { words, fmt, looks, colour } = desk;
  const box = document.getElementById("feature");
  let from = null;

  function open(layer, feature, opener = null) {
    from = opener;
    draw(layer, feature);
    box.focus({ preventScroll: true });
  }

  // The attributes as they stand now, if it is they that are shown; nobody's focus is taken.
  function again(layer, feature) {
    if (box.hidden || !box.querySelector(".map-attributes")) return;
    const mine = box.contains(document.activeElement);
    draw(layer, feature);
    if (mine) box.focus({ preventScroll: true });
  }

  function draw(layer, feature) {
    box.replaceChildren(stamp("feature-head"), ...heading(layer, feature), attributes(layer, feature), ...deeds(layer, feature));
    write(slot(box, "code"), feature.properties.code ?? `${layer.id}/${feature.id}`);
    slot(box, "close").onclick = close;
    show(box, true);
  }

  function heading(layer, feature) {
    const name = Object.assign(document.createElement("h2"), { id: "feature-name", textContent: nameOf(layer, feature) });
    const facts = [titleOf(layer, words), feature.geometry ? "" : words.noPlace].filter(Boolean).join(" · ");
    return [name, Object.assign(document.createElement("p"), { className: "soft", textContent: facts })];
  }

  function attributes(layer, { properties }) {
    const list = Object.assign(document.createElement("dl"), { className: "map-attributes" });
    const look = looks.get(layer.id);
    for (const one of layer.attributes) {
      const value = properties[one.name];
      if (!isShown(one, value) || one.name === layer.label) continue;
      const term = Object.assign(document.createElement("dt"), { textContent: attributeTitle(one, words) });
      const said = document.createElement("dd");
      const mark = one.name === look.by && look.classes.find((each) => each.value === value);
      if (mark) said.append(keyOf(look, mark, colour));
      if (mark) said.className = "map-class";
      said.append(valueOf(one, value, words, fmt));
      list.append(term, said);
    }
    return list;
  }

  function wrong(error, title) {
    const text = error instanceof Problem && error.status === 404 ? words.gone : explain(error, words);
    box.replaceChildren(stamp("feature-head"), Object.assign(document.createElement("h2"), { id: "feature-name", textContent: title }), Object.assign(document.createElement("p"), { className: "says says-warn", textContent: text }));
    slot(box, "close").onclick = close;
    show(box, true);
  }

  function close() {
    if (box.hidden) return;
    show(box, false);
    onClose();
    const back = from?.isConnected ? from : document.querySelector(".maplibregl-canvas");
    back?.focus({ preventScroll: true });
  }

  // A handler that gives back false would keep every other key from doing anything.
  box.onkeydown = (event) => {
    if (event.key === "Escape") close();
  };
  return { open, again, wrong, close, heard: (layer, feature) => fill(words.chosen, { name: nameOf(layer, feature), layer: titleOf(layer, words) }) };
}
