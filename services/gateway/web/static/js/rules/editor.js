// The rule in hand: its text, what is wrong with it, what it would find, and keeping it.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { Problem } from "../console/api.js";
import { idOf } from "./names.js";
import { explained, placeOf } from "./wrong.js";

const FIELDS = ["message", "expression", "tolerance", "unit", "severity"];

export function editor({ page, path, put, drop, reread, mayChange, taken, pick, nameOf }) {
  const { api, words, fmt, election } = page;
  const part = (id) => document.getElementById(id);
  const form = part("form");
  const names = new Map(election.contests.map((one) => [one.id, one.name]));
  let rule = null;
  let asked = 0;

  function open(found, title) {
    rule = found;
    write(part("editor-title"), title);
    write(part("editor-id"), found?.id ?? "");
    const [[unit, value]] = Object.entries(found?.tolerance ?? { absolute: 0 });
    const said = { message: "", expression: "", severity: "warning", ...found, unit, tolerance: decimal(value) };
    for (const name of FIELDS) form.elements[name].value = said[name];
    show(part("message-field"), !found || found.own);
    form.elements.expression.rows = Math.min(8, Math.max(3, said.expression.split("\n").length));
    if (part("delete")) show(part("delete"), Boolean(found?.own));
    forget();
  }

  // Without points between thousands: what stands in a field is read again.
  function decimal(value) {
    return document.documentElement.lang === "id" ? String(value).replace(".", ",") : String(value);
  }

  function forget() {
    asked += 1;
    show(part("found"), false);
    complain(null);
  }

  function written() {
    const { expression, tolerance, unit, severity } = form.elements;
    const amount = Number(tolerance.value.trim().replace(",", ".") || "0");
    return {
      expression: expression.value,
      severity: severity.value,
      tolerance: { [unit.value]: Number.isFinite(amount) ? amount : -1 },
    };
  }

  // The first thing that is wrong stands at its field; what is none of the fields' is said below.
  function complain(error) {
    const wrong = error instanceof Problem && error.problem.type === "invalid" ? error.problem.errors : [];
    const text = wrong.find((one) => one.field === "expression");
    set(form.elements.expression, "aria-invalid", String(Boolean(text)));
    set(form.elements.tolerance, "aria-invalid", String(wrong.some((one) => one.field.startsWith("tolerance"))));
    show(part("wrong"), Boolean(text));
    if (error?.status === 412) overtake(error.problem.version);
    if (text) {
      const said = text.in_english ?? text.message;
      const place = placeOf(said);
      write(slot(part("wrong"), "text"), place ? explained(said, words) : text.message);
      select(form.elements.expression, place);
    } else if (error) {
      page.fail(error);
    }
  }

  // Somebody else was first: what stands in the form goes over it, if it is kept once more.
  function overtake(version) {
    if (rule) rule = { ...rule, version };
    reread();
  }

  async function attempt() {
    forget();
    const mine = asked;
    try {
      const found = await api.send("POST", `${path()}/try`, written());
      if (mine === asked) draw(found);
    } catch (error) {
      complain(error);
    }
  }

  function draw({ checked, found, items }) {
    const box = part("found");
    write(slot(box, "count"), found ? fmt.counted(words.found, found) : words.nothing);
    write(slot(box, "of"), checked ? fill(words.ofChecked, { n: fmt.count(checked) }) : words.notChecked);
    show(part("items-part"), items.length > 0);
    keep(part("items"), items, (one) => `${one.contest}/${one.tps}`, () => stamp("found-row"), (row, one) => {
      write(slot(row, "tps"), one.tps);
      write(slot(row, "contest"), names.get(one.contest) ?? one.contest);
      write(slot(row, "difference"), `${one.difference > 0 ? "+" : "−"}${fmt.count(Math.abs(one.difference))}`);
    });
    show(part("more"), found > items.length);
    write(part("more"), fill(words.firstOf, { n: fmt.count(items.length) }));
    show(box, true);
  }

  async function save() {
    complain(null);
    const message = form.elements.message.value.trim() || form.elements.expression.value;
    const [active, version] = [rule?.active ?? true, rule?.version ?? 0];
    const body = { ...written(), message: rule && !rule.own ? rule.message : message, active, version };
    try {
      const saved = await put(rule?.id ?? idOf(message, taken()), body);
      pick(saved, nameOf(saved));
      page.say(words.saved);
    } catch (error) {
      complain(error);
    }
  }

  async function remove() {
    try {
      await drop(rule);
      page.say(words.deleted);
    } catch (error) {
      complain(error);
    }
  }

  form.onsubmit = (event) => {
    event.preventDefault();
    attempt();
  };
  form.oninput = forget;
  if (mayChange) {
    part("save").onclick = save;
    part("delete").onclick = remove;
  }
  return {
    show: open,
    // The switch of the rule in hand was turned: what is written of it here goes with that.
    moved({ id, version, active }) {
      if (rule?.id === id) rule = { ...rule, version, active };
    },
    begin() {
      open(null, words.newRule);
      form.elements.message.focus();
    },
  };
}

function select(area, place) {
  if (!place) return;
  const before = area.value.split("\n").slice(0, place.line - 1);
  const start = before.join("\n").length + (before.length ? 1 : 0) + place.column - 1;
  area.focus();
  area.setSelectionRange(start, start + 1);
}
