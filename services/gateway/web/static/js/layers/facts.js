// What a layer is: its name, source, rights, who reads it, what colours it; and its end. Somebody else
// who saved first is shown beside what is written here, and the next save is meant against that.

import { Problem, explain } from "../console/api.js";
import { show, slot, write } from "../dom.js";
import { fill } from "../format.js";
import { changed, titleOf } from "./showing.js";

const TEXTS = ["title", "description", "source", "licence", "rhythm"];
const STALE = 412;

export function facts({ api, words, say, fail }, done) {
  const dialog = document.getElementById("facts");
  const form = dialog.querySelector("form");
  const fields = form.elements;
  const gone = slot(form, "delete");
  let [known, turn, busy, sure] = [null, 0, false, false];

  async function open(layer) {
    turn += 1;
    const mine = turn;
    try {
      const found = await api.get(address(layer.id));
      if (mine === turn) fillIn(found);
    } catch (error) {
      fail(error);
    }
  }

  function fillIn(found) {
    known = found;
    write(document.getElementById("facts-title"), fill(words.change, { layer: titleOf(found, words) }));
    for (const name of TEXTS) fields[name].value = found[name];
    choose(fields.read, readOf(found));
    const coded = found.attributes.filter((one) => one.codes.length);
    fields.style.replaceChildren(new Option("–", ""), ...coded.map((one) => new Option(one.title || one.name, one.name)));
    choose(fields.style, styleOf(found));
    for (const line of form.querySelectorAll("[data-now]")) show(line, false);
    [sure, gone.lastElementChild.textContent] = [false, gone.dataset.said];
    fault("");
    dialog.showModal();
  }

  // What the page has no word for (some roles, a style of one's own) is a choice that leaves it.
  function choose(select, value) {
    for (const option of [...select.options]) if (option.dataset.own) option.remove();
    if (![...select.options].some((one) => one.value === value)) {
      const own = new Option(value, value);
      own.dataset.own = "yes";
      select.append(own);
    }
    select.value = value;
  }

  function written() {
    const now = Object.fromEntries(TEXTS.map((name) => [name, fields[name].value.trim()]));
    if (fields.read.value !== readOf(known)) now.permissions = { ...known.permissions, read: fields.read.value };
    if (fields.style.value !== styleOf(known)) now.style = styled(known.style, fields.style.value);
    return changed(known, now);
  }

  async function save(event) {
    event.preventDefault();
    if (busy || !known) return;
    const patch = written();
    if (!patch) return dialog.close();
    await act(async () => {
      const found = await api.send("PATCH", address(known.id), patch, { headers: { "If-Match": `"${known.version}"` } });
      say(fill(words.saved, { layer: titleOf(found, words) }));
    });
  }

  async function remove() {
    if (busy || !known) return;
    if (!sure) {
      [sure, gone.lastElementChild.textContent] = [true, words.deleteSure];
      return;
    }
    await act(async () => {
      await api.send("DELETE", address(known.id), undefined, { headers: { "If-Match": `"${known.version}"` } });
      say(fill(words.deleted, { layer: titleOf(known, words) }));
    });
  }

  async function act(deed) {
    busy = true;
    try {
      await deed();
      dialog.close();
      await done();
    } catch (error) {
      fault(explain(error, words));
      if (error instanceof Problem && error.status === STALE) await meet().catch((other) => fault(explain(other, words)));
    } finally {
      busy = false;
    }
  }

  // What stands now is told at its field where it is something else than what is written there.
  async function meet() {
    const theirs = await api.get(address(known.id));
    const pairs = { ...Object.fromEntries(TEXTS.map((name) => [name, theirs[name]])), read: readOf(theirs), style: styleOf(theirs) };
    for (const [name, value] of Object.entries(pairs)) {
      const line = form.querySelector(`[data-now="${name}"]`);
      const mine = name === "read" ? readOf(known) : name === "style" ? styleOf(known) : known[name];
      const untouched = fields[name].value === mine;
      if (untouched && ["read", "style"].includes(name)) choose(fields[name], value);
      else if (untouched) fields[name].value = value;
      show(line, fields[name].value !== value || (untouched && mine !== value));
      write(line, fill(words.standsNow, { value: value || words.empty }));
    }
    known = theirs;
  }

  function fault(text) {
    const line = slot(form, "wrong");
    write(line.querySelector("span"), text);
    show(line, text !== "");
  }

  gone.dataset.said = gone.lastElementChild.textContent;
  form.onsubmit = (event) => save(event).catch(fail);
  gone.onclick = () => remove().catch(fail);
  slot(form, "cancel").onclick = () => dialog.close();
  return { open };
}

function address(id) {
  return `/v1/gis/layers/${id}`;
}

function readOf({ permissions }) {
  return typeof permissions.read === "string" ? permissions.read : permissions.read.join(", ");
}

function styleOf({ style }) {
  return style?.color?.property ?? "";
}

function styled(style, property) {
  const { color: _, ...rest } = style;
  return property ? { ...rest, color: { property } } : rest;
}
