// A figure by its dimensions: chosen values, a pyramid of ages by sex, and the table of all.

import { keep, set, show, write } from "../dom.js";
import { fill } from "../format.js";
import { chosenOf, naming, pyramid } from "./figures.js";
import { cells } from "./maps.js";
import { pyramiding } from "./pyramid.js";
import { groupsPath } from "./state.js";

const at = (id) => document.getElementById(id);

// `chosen(dimension)` hears what was chosen.
export function grouping({ page, tell, chosen }) {
  const { api, words, fmt } = page;
  const ages = pyramiding({ svg: at("pyramid"), tell });

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
    if (bars) ages.draw({ bars, dimensions, dimension: state.dimension, head });
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
