// Five small maps and a large one, as SVG: one shape each, painted by class; a table behind them.

import { draw as element, keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { boundsOf, grown, middleOf, pathOf, projection } from "../geometry.js";
import { bounds, classOf } from "./figures.js";

const [WIDE, HIGH] = [600, 420];
const MOST_NAMED = 24; // areas whose names fit into the large map
const at = (id) => document.getElementById(id);

// `choose(code)` hears of a touched area.
export function mapping({ words, tell, choose }) {
  let [features, drawnFor, project] = [[], "", null];

  function shapes(found, area, level) {
    features = found.filter(({ geometry, properties }) => geometry && properties.code.startsWith(area));
    const key = `${area}/${level}/${features.length}`;
    if (key === drawnFor) return;
    drawnFor = key;
    const box = boundsOf(features);
    project = box ? projection(grown(box, 1.03), WIDE, HIGH) : null;
    const paths = project ? features.map((one) => element("path", { id: `a-${one.properties.code}`, d: pathOf(one.geometry, project) })) : [];
    at("shapes").replaceChildren(...paths);
  }

  function draw(told, level) {
    const head = told.headlines.find((one) => one.code === told.chosen);
    const latest = new Map(told.ranking.map((one) => [one.area, one.value]));
    // A year's sum is no month's measure: then the large map has classes of its own.
    const years = told.maps.flatMap((one) => Object.values(one.areas));
    const apart = told.about.over_time === "sum";
    const limits = bounds(apart ? years : [...years, ...latest.values()]);
    const missing = features.some((one) => !latest.has(one.properties.code));
    write(at("maps-title"), words.fiveYears[level] + tell.part(told));
    ramp(at("ramp"), missing, limits, head);
    show(at("no-shapes"), !features.length);
    keep(at("maps"), features.length ? told.maps : [], (one) => one.year, figure, (node, one) => small(node, one, limits, head));
    large(latest, apart ? bounds([...latest.values()]) : limits, head, told, missing);
    table(told, head);
  }

  function figure() {
    const node = document.createElement("figure");
    node.append(element("svg", { viewBox: `0 0 ${WIDE} ${HIGH}` }), document.createElement("figcaption"));
    node.lastChild.append(document.createElement("b"), document.createElement("span"));
    return node;
  }

  function small(node, { year, value, areas }, limits, head) {
    const [name, told] = node.lastChild.children;
    write(name, String(year));
    write(told, tell.plain(head, value));
    node.firstChild.replaceChildren(...features.map((one) => use(one, areas[one.properties.code], limits)));
  }

  function use({ properties: { code } }, value, limits) {
    return element("use", { href: `#a-${code}`, class: `s${classOf(value, limits)}`, "data-area": code });
  }

  function large(latest, limits, head, told, missing) {
    const svg = at("big");
    write(at("big-title"), fill(words.onMap, { period: tell.period(told.period) }) + tell.part(told));
    ramp(at("big-ramp"), missing, limits, head);
    show(svg.parentElement, features.length > 0);
    set(svg, "viewBox", `0 0 ${WIDE} ${HIGH}`);
    const areas = features.map((one) => {
      const node = use(one, latest.get(one.properties.code), limits);
      node.onclick = () => choose(one.properties.code);
      return node;
    });
    const named = features.length <= MOST_NAMED ? features.flatMap((one) => label(one, latest.get(one.properties.code), limits, head)) : [];
    svg.replaceChildren(...areas, ...named);
  }

  // Name and value in an area's middle, dark on the light classes and light on the dark ones.
  function label({ geometry, properties: { code, name } }, value, limits, head) {
    const [x, y] = project(middleOf(geometry));
    const ink = classOf(value, limits) >= 4 ? "on-dark" : "on-light";
    const line = (dy, kind, text) => {
      const node = element("text", { x: x.toFixed(1), y: (y + dy).toFixed(1), class: `${kind} ${ink}`, "data-of": code });
      node.textContent = text;
      return node;
    };
    return [line(-2, "big-name", name ?? code), line(14, "big-value", tell.value(head, value ?? null))];
  }

  function ramp(list, missing, limits, head) {
    const steps = limits.length ? [1, 2, 3, 4, 5] : [];
    keep(list, missing ? [...steps, 0] : steps, String, () => stamp("step"), (node, step) => {
      set(node.querySelector("rect"), "class", `s${step}`);
      write(slot(node, "text"), tell.step(step, limits, head.decimals));
    });
  }

  function table(told, head) {
    const names = new Map(told.ranking.map((one) => [one.area, one.name]));
    const codes = [...new Set([...names.keys(), ...told.maps.flatMap((one) => Object.keys(one.areas))])].filter((code) => code !== told.area);
    const rows = [{ code: told.area, name: told.name, of: (one) => one.value }, ...codes.map((code) => ({ code, name: names.get(code) ?? code, of: (one) => one.areas[code] }))];
    cells(at("maps-head"), ["", ...told.maps.map((one) => String(one.year))], "th", "col");
    keep(at("maps-rows"), rows, (row) => row.code, () => document.createElement("tr"), (node, row) => {
      cells(node, [row.name, ...told.maps.map((one) => tell.value(head, row.of(one) ?? null))], "td");
    });
  }

  return { shapes, draw };
}

// Write a row's cells: the first is its head.
export function cells(row, texts, tag, scope = "row") {
  if (row.children.length !== texts.length) {
    row.replaceChildren(
      ...texts.map((_, index) => {
        const cell = document.createElement(index && tag === "td" ? "td" : index || scope === "row" ? "th" : "td");
        if (cell.tagName === "TH") cell.scope = index ? "col" : scope;
        if (index) cell.className = "num";
        return cell;
      }),
    );
  }
  texts.forEach((text, index) => write(row.children[index], text));
}
