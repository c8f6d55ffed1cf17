// The form of a panel, made of the JSON Schema of its kind's options.

import { set, write } from "../dom.js";
import { fill } from "../format.js";
import { electing } from "./electing.js";
import { hostOf, refused } from "./hosts.js";

const WAIT = 250; // before what is typed is looked for

function element(name, facts = {}, ...children) {
  const node = Object.assign(document.createElement(name), facts);
  node.append(...children);
  return node;
}

// `changed(options, name)` hears every change.
export function optionsForm(root, { page, panels, elections, english, changed }) {
  const { words } = page;
  const contests = [...new Map(elections.flatMap((one) => one.contests).map((one) => [one.id, one.name]))];
  const titleOf = (one) => (english ? one.title_en : one.title);
  const nameOf = (one, value) => one.names?.[value]?.[english ? 1 : 0] ?? value;

  function draw(panel) {
    const { properties, required } = panels.kinds[panel.kind].options;
    const options = structuredClone(panel.options);
    const tell = (name, value) => {
      if (value === "" || value === undefined || (Array.isArray(value) && !value.length)) delete options[name];
      else options[name] = value;
      changed({ ...options }, name);
    };
    const fields = Object.entries(properties).map(([name, one]) => field(name, one, options[name], required.includes(name), tell));
    root.replaceChildren(...(fields.length ? fields : [element("p", { className: "soft", textContent: words.noOptions })]));
  }

  function field(name, one, value, needed, tell) {
    if (one.form === "election") return electing(page, titleOf(one), value, (id) => tell(name, id));
    if (one.type === "array") return several(name, one, value ?? [], tell);
    const input = inputOf(one, value, needed);
    input.name = `option-${name}`;
    input.required = needed;
    const label = element("label", { className: "field" }, element("span", { className: "label", textContent: titleOf(one) }), input);
    const read = () => (one.type === "integer" ? Number(input.value) || undefined : input.value.trim());
    input.addEventListener("input", () => tell(name, read()));
    if (one.form === "url") label.append(judged(input));
    if (one.form === "indicator") label.append(...searched(input));
    return label;
  }

  function inputOf(one, value = "", needed = false) {
    if (one.enum) return chosen(one.enum.map((code) => [code, nameOf(one, code)]), value, needed ? null : words.any);
    if (one.form === "contest") return chosen(contests, value, words.any);
    if (one.form === "long") return element("textarea", { className: "input", rows: 4, maxLength: one.maxLength, value });
    if (one.type === "integer") return element("input", { className: "input num", type: "number", min: one.minimum, max: one.maximum, value });
    const input = element("input", { className: "input", maxLength: one.maxLength, value, autocomplete: "off" });
    if (one.pattern) input.pattern = one.pattern;
    return input;
  }

  function chosen(choices, value, none) {
    const known = choices.some(([code]) => code === value) || !value ? choices : [...choices, [value, value]];
    const options = known.map(([code, name]) => new Option(name, code));
    const select = element("select", { className: "input" }, ...(none === null ? [] : [new Option(none, "")]), ...options);
    select.value = value;
    return select;
  }

  function several(name, one, values, tell) {
    const boxes = one.items.enum.map((code) => {
      const box = element("input", { type: "checkbox", value: code, checked: values.includes(code), name: `option-${name}` });
      return element("label", { className: "walls-check" }, box, ` ${nameOf(one, code)}`);
    });
    const set = element("fieldset", { className: "walls-several" }, element("legend", { className: "label", textContent: titleOf(one) }), ...boxes);
    set.addEventListener("change", () => tell(name, [...set.querySelectorAll(":checked")].map((box) => box.value)));
    return set;
  }

  // Says at once whether walls may show what is there.
  function judged(input) {
    const line = element("span", { className: "hint walls-judged", role: "status" });
    const judge = () => {
      const why = input.value ? refused(input.value.trim(), panels.hosts) : null;
      const hosts = panels.hosts.join(", ") || words.hosts.none;
      write(line, why ? fill(words.hosts[why], { host: hostOf(input.value.trim()), hosts }) : "");
      set(input, "aria-invalid", String(why !== null));
    };
    input.addEventListener("input", judge);
    judge();
    return line;
  }

  // An indicator is looked for by words or its code; what it is called stands below.
  function searched(input) {
    const list = element("datalist", { id: "indicators" });
    const line = element("span", { className: "hint", role: "status" });
    let [timer, turn] = [null, 0];
    input.setAttribute("list", list.id);
    const look = async () => {
      const mine = (turn += 1);
      const asked = input.value.trim();
      const { items } = await page.api.get(`/v1/indicators?${new URLSearchParams({ limit: 20, ...(asked && { q: asked }) })}`);
      if (mine !== turn) return;
      list.replaceChildren(...items.map((one) => element("option", { value: one.code, label: one.title })));
      const found = items.find((one) => one.code === asked);
      write(line, found ? fill(words.found, { title: found.title, unit: found.unit }) : asked && !items.length ? words.notFound : "");
    };
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(() => look().catch(page.fail), WAIT);
    };
    input.addEventListener("input", soon);
    soon();
    return [list, line];
  }

  return { draw };
}
