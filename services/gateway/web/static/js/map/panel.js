// The layers: which are shown, how many features each has and where it is from, and the legend of
// those that are shown.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { Problem } from "../console/api.js";
import { attributeTitle, codeTitle, titleOf } from "./describing.js";
import { choices } from "./look.js";
import { keyOf } from "./marks.js";

export function panel(desk, { onToggle, onNew, onColour }) {
  const { api, words, fmt, layers, looks, colour } = desk;
  const at = (id) => document.getElementById(id);
  const [counts, turns] = [new Map(), new Map()];

  function draw() {
    const all = [...layers.values()];
    show(at("no-layers"), all.length === 0);
    keep(at("layer-list"), all, (one) => one.id, () => stamp("layer-row"), row);
    const shown = all.filter((one) => desk.shown.has(one.id) && counts.get(one.id) !== 0);
    show(at("legend"), shown.length > 0);
    keep(at("legend-list"), shown, (one) => one.id, () => stamp("legend-part"), part);
    const sources = new Set([desk.credit, ...shown.map((one) => [one.source, one.licence].filter(Boolean).join(", "))].filter(Boolean));
    write(at("sources"), sources.size ? fill(words.sources, { list: [...sources].join("; ") }) : "");
  }

  function row(item, layer) {
    const box = slot(item, "shown");
    box.checked = desk.shown.has(layer.id);
    box.onchange = () => onToggle(layer.id, box.checked);
    write(slot(item, "title"), titleOf(layer, words));
    write(slot(item, "about"), [counted(layer.id), layer.source].filter(Boolean).join(" · "));
    show(slot(item, "new"), Boolean(layer.extendable));
    write(slot(item, "new-text"), fill(words.newIn, { layer: titleOf(layer, words) }));
    slot(item, "new").onclick = () => onNew(layer);
    const filter = desk.filters[layer.id] ?? "";
    show(slot(item, "filtered"), filter !== "");
    write(slot(item, "filter"), filter);
  }

  function counted(id) {
    const known = counts.get(id);
    if (known === undefined) return "";
    if (known === null) return words.manyFeatures;
    return known ? fmt.counted(words.features, known) : words.noData;
  }

  function part(section, layer) {
    const look = looks.get(layer.id);
    write(slot(section, "title"), titleOf(layer, words));
    const plain = look.classes.length === 1;
    show(slot(section, "title"), !plain);
    colouring(slot(section, "by"), layer, look);
    const classes = plain ? look.classes : look.classes.filter((one) => one.value !== null);
    keep(slot(section, "classes"), classes, (one) => `${look.by}:${one.value}`, () => stamp("legend-row"), (item, one) => {
      const key = slot(item, "key");
      if (!key.firstChild) key.append(keyOf(look, one, colour));
      write(slot(item, "title"), plain ? titleOf(layer, words) : codeTitle(one.value, one.title, words));
    });
  }

  function colouring(select, layer, look) {
    const found = choices(layer);
    show(select.parentElement, found.length > 0);
    if (select.options.length !== found.length) select.replaceChildren(...found.map((one) => new Option(attributeTitle(one, words), one.name)));
    if (look.by) select.value = look.by;
    select.onchange = () => onColour(layer, select.value);
  }

  // One after the other: the page asks for what is on the screen first.
  async function count(ids = [...layers.keys()]) {
    for (const id of ids) {
      const turn = (turns.get(id) ?? 0) + 1;
      turns.set(id, turn);
      try {
        const page = await api.get(`/v1/gis/collections/${id}/items?f=json&limit=1`);
        if (turns.get(id) === turn) counts.set(id, page.numberMatched ?? null);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
      }
      draw();
    }
  }

  draw();
  return { draw, count };
}

export function remember(details, key) {
  details.open = localStorage.getItem(key) === null ? innerWidth > 992 : localStorage.getItem(key) === "open";
  details.ontoggle = () => localStorage.setItem(key, details.open ? "open" : "shut");
  set(details, "data-ready", "");
}
