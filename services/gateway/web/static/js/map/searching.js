// Search: a coordinate leads there, a name or a code to the features that have it.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { explain } from "../console/api.js";
import { nameOf, titleOf } from "./describing.js";
import { fill } from "../format.js";
import { asked, coordinate } from "./finding.js";

const REST = 250; // milliseconds after the last key
const EACH = 5; // of a layer
const NEAR = 0.004; // degrees around a coordinate

export function searching({ api, words, layers }, { go, pick }) {
  const at = (id) => document.getElementById(id);
  const [field, list, part, note] = ["wanted", "found", "found-part", "found-note"].map(at);
  let [items, place, turn, timer] = [[], 0, 0, null];

  async function search() {
    turn += 1;
    const mine = turn;
    const text = field.value.trim();
    const spot = coordinate(text);
    if (spot) return draw([{ name: spot.map((one) => one.toFixed(5)).reverse().join(", "), about: words.coordinate, spot }], "");
    if (text.length < 2) return close();
    try {
      const [found, missed] = await all(text);
      if (mine === turn) draw(found, missed.length ? fill(words.notSearched, { layers: missed.join(", ") }) : found.length ? "" : words.notFound);
    } catch (error) {
      if (mine === turn) draw([], explain(error, words));
    }
  }

  // What was found in all layers, and the titles of those that did not answer: one that takes too long
  // hides nothing that others have.
  async function all(text) {
    const asking = [...layers.values()];
    const answers = await Promise.allSettled(asking.map((layer) => within(layer, text)));
    const refused = answers.filter((one) => one.status === "rejected");
    if (refused.length === asking.length && refused.length) throw refused[0].reason;
    const missed = asking.filter((_, index) => answers[index].status === "rejected");
    return [answers.flatMap((one) => one.value ?? []), missed.map((layer) => titleOf(layer, words))];
  }

  async function within(layer, text) {
    const filter = asked(layer, text);
    if (!filter) return [];
    const query = new URLSearchParams({ f: "json", filter, "filter-lang": "cql2-text", limit: String(EACH), matched: "none" });
    const { features } = await api.get(`/v1/gis/collections/${layer.id}/items?${query}`);
    return features.map((one) => ({ layer: layer.id, id: String(one.id), name: nameOf(layer, one), about: [titleOf(layer, words), one.properties.code].filter(Boolean).join(" · ") }));
  }

  function draw(found, said) {
    [items, place] = [found, 0];
    list.replaceChildren();
    keep(list, items, (one) => items.indexOf(one), () => stamp("found-row"), (row, one, index) => {
      row.id = `found-${index}`;
      write(slot(row, "name"), one.name);
      write(slot(row, "about"), one.about);
      row.onpointerdown = (event) => {
        event.preventDefault();
        take(index);
      };
    });
    write(note, said);
    show(part, true);
    set(field, "aria-expanded", String(items.length > 0));
    point(0);
  }

  function point(index) {
    place = items.length ? (index + items.length) % items.length : 0;
    [...list.children].forEach((row, number) => set(row, "aria-selected", String(number === place)));
    if (items.length) set(field, "aria-activedescendant", `found-${place}`);
    else field.removeAttribute("aria-activedescendant");
  }

  function take(index) {
    const one = items[index];
    close();
    if (one.spot) {
      const [x, y] = one.spot;
      go([x - NEAR, y - NEAR, x + NEAR, y + NEAR]);
    } else {
      pick(one, { from: field });
    }
  }

  function close() {
    turn += 1; // what is still looked for comes too late
    show(part, false);
    set(field, "aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
    items = [];
  }

  field.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(search, REST);
  };
  field.onkeydown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && items.length) {
      event.preventDefault();
      point(place + step);
    }
    if (event.key === "Escape") close();
  };
  field.onblur = () => setTimeout(close, 150);
  at("search").onsubmit = async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    if (!items.length) await search();
    if (items.length) take(place);
  };
  return { search };
}
