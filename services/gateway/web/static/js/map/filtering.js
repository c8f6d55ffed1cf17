// Filters: rows of conditions become CQL2 text, which may be written by hand. A filtered layer is
// asked of the service for what is in view, since tiles hold no filter; how many match is told whole.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { Problem, explain } from "../console/api.js";
import { COMPARISONS, kindOf, textOf } from "./conditions.js";
import { attributeTitle, codeTitle, titleOf } from "./describing.js";
import { identified } from "./engine.js";
import { isBroken } from "./retrying.js";

const MOST = 2000; // features of one layer on the screen
const REST = 200;

export function filtering(desk, engine, { onChange }) {
  const { api, words, fmt, layers } = desk;
  const at = (id) => document.getElementById(id);
  let [rows, timer, asking] = [[], null, 0];
  const turns = new Map();

  const chosen = () => layers.get(at("filter-layer").value);

  function openFor(id) {
    at("filter-layer").value = id;
    const text = desk.filters[id] ?? "";
    rows = text ? [] : [blank()];
    write(at("filter-count"), "");
    drawRows();
    at("filter-text").value = text;
    wrong("");
  }

  function blank() {
    return { name: chosen()?.attributes[0]?.name ?? "", comparison: "=", value: "" };
  }

  function drawRows() {
    keep(at("filter-rows"), rows, (one) => rows.indexOf(one), () => stamp("filter-row"), drawRow);
  }

  function drawRow(item, row) {
    const layer = chosen();
    const attribute = layer.attributes.find((one) => one.name === row.name) ?? layer.attributes[0];
    const [name, comparison] = [slot(item, "name"), slot(item, "comparison")];
    name.replaceChildren(...layer.attributes.filter((one) => one.kind !== "json").map((one) => new Option(attributeTitle(one, words), one.name)));
    name.value = attribute.name;
    name.onchange = () => edit(row, { name: name.value, comparison: "=", value: "" });
    comparison.replaceChildren(...COMPARISONS[kindOf(attribute)].map((one) => new Option(words.comparisons[one], one)));
    comparison.value = row.comparison;
    comparison.onchange = () => edit(row, { comparison: comparison.value });
    const value = valueField(attribute, row);
    slot(item, "value").replaceChildren(value);
    show(value, row.comparison !== "empty");
    slot(item, "drop").onclick = () => {
      rows = rows.filter((one) => one !== row);
      drawRows();
      compose();
    };
  }

  function valueField(attribute, row) {
    const kind = kindOf(attribute);
    const options = { code: attribute.codes.map((one) => [one.value, codeTitle(one.value, one.title, words)]), boolean: [["true", words.yes], ["false", words.no]] }[kind];
    const field = options ? document.createElement("select") : document.createElement("input");
    field.className = "input";
    set(field, "aria-label", words.value);
    if (options) field.append(new Option("–", ""), ...options.map(([value, title]) => new Option(title, value)));
    else if (kind === "moment") field.type = attribute.kind === "date" ? "date" : "datetime-local";
    else if (kind === "number") field.inputMode = "decimal";
    field.value = row.value;
    field.oninput = () => {
      row.value = field.value;
      compose();
    };
    return field;
  }

  function edit(row, changes) {
    Object.assign(row, changes);
    drawRows();
    compose();
  }

  function compose() {
    at("filter-text").value = textOf(rows, chosen().attributes, at("filter-joint").value);
  }

  async function apply(id, text) {
    wrong("");
    asking += 1;
    const mine = asking;
    const query = new URLSearchParams({ f: "json", filter: text, "filter-lang": "cql2-text", limit: "1" });
    try {
      const page = await api.get(`/v1/gis/collections/${id}/items?${query}`);
      if (mine !== asking) return;
      const all = page.numberMatched;
      write(at("filter-count"), all === undefined ? words.manyFeatures : fmt.counted(words.matching, all));
      write(at("heard"), at("filter-count").textContent);
      desk.filters[id] = text;
      desk.shown.add(id);
      await draw(id);
      onChange();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (mine === asking) wrong((error.problem.errors ?? []).map((one) => one.message).join(" · ") || explain(error, words));
    }
  }

  function wrong(text) {
    show(at("filter-wrong"), text !== "");
    write(slot(at("filter-wrong"), "text"), text);
    set(at("filter-text"), "aria-invalid", String(text !== ""));
  }

  // As it is asked for from everywhere: what could not be reached comes later.
  async function draw(id) {
    try {
      await drawNow(id);
      desk.retry.mended(`items/${id}`);
    } catch (error) {
      if (!isBroken(error)) throw error;
      desk.retry.failed(`items/${id}`, () => (desk.filters[id] && desk.shown.has(id) ? draw(id).catch(desk.fail) : desk.retry.mended(`items/${id}`)));
    }
  }

  // What matches in view, instead of the layer's tiles.
  async function drawNow(id) {
    if (!engine) return;
    const turn = (turns.get(id) ?? 0) + 1;
    turns.set(id, turn);
    const box = engine.map.getBounds().toArray().flat().map((one) => one.toFixed(6)).join(",");
    const query = new URLSearchParams({ f: "json", filter: desk.filters[id], "filter-lang": "cql2-text", bbox: box, limit: String(MOST) });
    const found = await api.get(`/v1/gis/collections/${id}/items?${query}`);
    if (turns.get(id) !== turn || !desk.filters[id] || !desk.shown.has(id)) return;
    const source = engine.map.getSource(id);
    if (source?.type === "geojson") {
      source.setData(identified(found));
    } else {
      engine.remove(id);
      engine.add(layers.get(id), found);
    }
    const cut = (found.numberMatched ?? Infinity) > found.numberReturned;
    if (cut) desk.say(fill(words.cut, { n: fmt.count(MOST), layer: titleOf(layers.get(id), words) }), "info");
  }

  function clear(id) {
    asking += 1;
    delete desk.filters[id];
    engine?.remove(id);
    if (desk.shown.has(id)) engine?.add(layers.get(id));
    openFor(id);
    onChange();
  }

  engine?.map.on("moveend", () => {
    clearTimeout(timer);
    timer = setTimeout(() => Object.keys(desk.filters).filter((id) => desk.shown.has(id)).forEach((id) => draw(id).catch(desk.fail)), REST);
  });
  at("filter-layer").replaceChildren(...[...layers.values()].map((one) => new Option(titleOf(one, words), one.id)));
  at("filter-layer").onchange = () => openFor(at("filter-layer").value);
  at("filter-joint").onchange = compose;
  at("filter-add").onclick = () => {
    rows.push(blank());
    drawRows();
  };
  at("filter-clear").onclick = () => clear(at("filter-layer").value);
  at("filter-form").onsubmit = (event) => {
    event.preventDefault();
    const text = at("filter-text").value.trim();
    if (text) apply(at("filter-layer").value, text);
    else clear(at("filter-layer").value);
  };
  at("filter").onclick = () => {
    const open = at("filter-panel").hidden;
    show(at("filter-panel"), open);
    set(at("filter"), "aria-expanded", String(open));
    if (open) openFor([...desk.shown].find((id) => desk.filters[id]) ?? [...layers.keys()].find((id) => desk.shown.has(id)) ?? at("filter-layer").value);
  };

  return {
    draw: (id) => draw(id).catch(desk.fail),
    // Those of the address: one that is wrong is said and left out.
    async restore() {
      for (const id of Object.keys(desk.filters)) {
        if (!layers.has(id)) delete desk.filters[id];
        else await draw(id).catch((error) => {
          delete desk.filters[id];
          engine.add(layers.get(id));
          desk.fail(error);
        });
      }
    },
  };
}
