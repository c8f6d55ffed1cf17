// A figure by its dimensions: chosen values, a pyramid of ages by sex, and the table of all.

import { draw as element, keep, set, show, write } from "../dom.js";
import { fill } from "../format.js";
import { chosenOf, naming, pyramid } from "./figures.js";
import { cells } from "./maps.js";
import { groupsPath } from "./state.js";

const [WIDE, ROW, MIDDLE, ENDS] = [640, 20, 76, 64];
const at = (id) => document.getElementById(id);

// `chosen(dimension)` hears what was chosen.
export function grouping({ page, tell, chosen }) {
  const { api, words, fmt } = page;

  async function draw(told, state) {
    const about = told.about;
    const dimensions = about?.dimensions ?? [];
    choices(dimensions, state);
    show(at("groups"), dimensions.length > 0 && told.period !== null);
    if (at("groups").hidden) return;
    const found = await api.get(groupsPath(told.chosen, told.area, told.period));
    const head = told.headlines.find((one) => one.code === told.chosen);
    const groups = naming(found.items, dimensions.map((one) => one.name));
    const bars = pyramid(groups, dimensions);
    write(at("groups-title"), fill(bars ? words.pyramid : words.groups, { period: tell.period(told.period) }));
    say(groups, dimensions, state, head, about);
    show(at("pyramid"), Boolean(bars) && groups.length > 0);
    if (bars) paint(bars, dimensions, state, head);
    if (bars) agesTable(bars, dimensions, head);
    else plainTable(groups, dimensions, head);
    set(at("groups"), "data-shown", `${told.chosen}/${told.area}/${told.period}`);
  }

  function choices(dimensions, state) {
    keep(at("dimensions"), dimensions, (one) => one.name, field, (node, one) => {
      write(node.firstChild, words[one.name] ?? one.name);
      const select = node.lastChild;
      if (select.options.length !== Object.keys(one.codes).length + 1)
        select.replaceChildren(new Option(words.whole, ""), ...Object.entries(one.codes).map(([code, name]) => new Option(name, code)));
      select.value = state.dimension[one.name] ?? "";
      select.onchange = () => chosen({ ...state.dimension, [one.name]: select.value });
    });
  }

  function field() {
    const label = document.createElement("label");
    const name = document.createElement("span");
    const select = document.createElement("select");
    [name.className, select.className] = ["label", "input"];
    label.append(name, select);
    return label;
  }

  // Of what adds up alone; the mean of some groups is nobody's to say here.
  function say(groups, dimensions, { dimension }, head, about) {
    const told = about.over_areas === "sum" ? chosenOf(groups, dimension) : null;
    const names = dimensions.filter((one) => one.name in dimension).map((one) => one.codes[dimension[one.name]] ?? dimension[one.name]);
    const facts = told && { name: names.join(", "), value: tell.plain(head, told.value), share: `${fmt.number(told.share, 1)} %`, before: tell.plain(head, told.before) };
    write(at("group-said"), facts ? fill(words.share, facts) : "");
    show(at("group-said"), Boolean(facts));
  }

  function paint(bars, dimensions, { dimension }, head) {
    const most = Math.max(1, ...bars.flatMap(({ left, right }) => [left ?? 0, right ?? 0]));
    const room = WIDE / 2 - MIDDLE / 2 - ENDS;
    const [sex, age] = ["sex", "age"].map((name) => dimensions.find((one) => one.name === name));
    const [one, other] = Object.keys(sex.codes);
    const nodes = bars.flatMap((row, index) => {
      const y = (index + 1.5) * ROW;
      const length = (value) => Math.round((room * (value ?? 0)) / most);
      const faint = (code) => (dimension.sex && dimension.sex !== code) || (dimension.age && dimension.age !== row.age) ? " is-faint" : "";
      const [left, right] = [WIDE / 2 - MIDDLE / 2 - length(row.left), WIDE / 2 + MIDDLE / 2];
      return [
        element("rect", { class: `py-left${faint(one)}`, x: left, y, width: length(row.left), height: ROW - 4 }),
        element("rect", { class: `py-right${faint(other)}`, x: right, y, width: length(row.right), height: ROW - 4 }),
        text(WIDE / 2, y, "middle", age.codes[row.age] ?? row.age, "py-age"),
        text(left - 6, y, "end", tell.value(head, row.left), "py-n"),
        text(right + length(row.right) + 6, y, "start", tell.value(head, row.right), "py-n"),
      ];
    });
    set(at("pyramid"), "viewBox", `0 0 ${WIDE} ${(bars.length + 2) * ROW}`);
    const names = [text(WIDE / 2 - MIDDLE / 2, 0, "end", sex.codes[one], "py-sex"), text(WIDE / 2 + MIDDLE / 2, 0, "start", sex.codes[other], "py-sex")];
    at("pyramid").replaceChildren(...names, ...nodes);
  }

  function text(x, y, anchor, said, kind) {
    const node = element("text", { x, y: y + ROW / 2 + 2, "text-anchor": anchor, class: kind });
    node.textContent = said;
    return node;
  }

  function agesTable(bars, dimensions, head) {
    const [sex, age] = ["sex", "age"].map((name) => dimensions.find((one) => one.name === name));
    cells(at("groups-head"), [words.age, ...Object.values(sex.codes), words.total], "th", "col");
    rows([...bars].reverse().map(({ age: code, left, right }) => {
      const whole = left === null && right === null ? null : (left ?? 0) + (right ?? 0);
      return { key: code, texts: [age.codes[code] ?? code, ...[left, right, whole].map((value) => tell.value(head, value))] };
    }));
  }

  function plainTable(groups, dimensions, head) {
    cells(at("groups-head"), [dimensions.map((one) => words[one.name] ?? one.name).join(", "), head.unit, words.before], "th", "col");
    rows(groups.map((one) => {
      const names = dimensions.map(({ name, codes }) => codes[one.dimensions[name]] ?? one.dimensions[name]);
      return { key: names.join("/"), texts: [names.join(", "), tell.value(head, one.value), tell.value(head, one.before)] };
    }));
  }

  function rows(those) {
    keep(at("groups-rows"), those, (one) => one.key, () => document.createElement("tr"), (node, one) => cells(node, one.texts, "td"));
  }

  return { draw };
}
