// The features in view as a table: what the map shows, for those who go by keyboard or by ear.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { nameOf, titleOf, valueOf } from "./describing.js";
import { leading } from "./leading.js";

const MOST = 200; // rows
const AFTER = 250; // milliseconds of rest
const SHARE = 4; // of the time at most, so that a view of tens of thousands leaves the page its own

const byName = new Intl.Collator(undefined, { numeric: true });

export function inView(desk, engine) {
  const { words, fmt, layers } = desk;
  const at = (id) => document.getElementById(id);
  let [timer, said, rest] = [null, "", AFTER];

  // While tiles are still on their way it is drawn again, and nothing is not yet told.
  function draw() {
    timer = null;
    const began = performance.now();
    const whole = engine.map.loaded();
    const order = new Map([...layers.keys()].map((id, place) => [id, place]));
    const found = engine.drawn().filter((one) => desk.shown.has(one.layer));
    const named = found.map((one) => ({ ...one, place: order.get(one.layer), name: nameOf(layers.get(one.layer), one) }));
    const first = leading(named, MOST, (a, b) => a.place - b.place || byName.compare(a.name, b.name));
    keep(at("list"), first, (one) => `${one.layer}/${one.id}`, () => stamp("list-row"), row);
    write(at("in-view"), fmt.count(named.length));
    const partly = [...desk.shown].filter((id) => engine.leftOut(id)).map((id) => titleOf(layers.get(id), words));
    const notes = [named.length > MOST ? fill(words.firstOf, { n: fmt.count(MOST) }) : ""];
    if (partly.length) notes.push(fill(words.leftOut, { layers: partly.join(", ") }));
    write(at("list-note"), notes.filter(Boolean).join(" "));
    note(named.length, partly, whole);
    const text = fmt.counted(words.inView, named.length);
    if (whole && text !== said) {
      write(at("heard"), text);
      said = text;
    }
    set(at("board"), "data-drawn", String(named.length));
    rest = Math.max(AFTER, SHARE * (performance.now() - began));
    if (!whole) later();
  }

  function note(count, partly, whole) {
    const card = at("nothing");
    const text = partly.length ? fill(words.leftOut, { layers: partly.join(", ") }) : desk.shown.size === 0 ? words.noneShown : words.nothingHere;
    show(card, (count === 0 && whole) || partly.length > 0);
    write(slot(card, "text"), text);
  }

  function row(item, one) {
    const layer = layers.get(one.layer);
    const button = slot(item, "pick");
    write(button, one.name);
    button.onclick = () => desk.pick({ layer: one.layer, id: one.id }, { from: button });
    write(slot(item, "layer"), titleOf(layer, words));
    write(slot(item, "about"), about(layer, one));
    const chosen = desk.chosen && desk.chosen.layer === one.layer && desk.chosen.id === one.id;
    set(item, "aria-selected", String(Boolean(chosen)));
  }

  // The class, which the map tells by colour and mark, and the code.
  function about(layer, { properties }) {
    const wanted = [desk.looks.get(layer.id).by, "code"];
    const named = layer.attributes.filter((one) => wanted.includes(one.name) && properties[one.name] !== undefined);
    return named.map((one) => valueOf(one, properties[one.name], words, fmt)).reverse().join(" · ");
  }

  function later() {
    timer ??= setTimeout(draw, rest);
  }

  engine.map.on("idle", later);
  // After a tile came the map may not call itself idle: one that comes unchanged after it paints nothing.
  engine.map.on("sourcedata", ({ tile }) => tile && later());
  return { draw: later };
}
