// What a layer is: its name, source, rights, attributes, who reads and edits it, what colours it; and
// its end. Somebody else who saved first is shown beside what is written here, and the next save is meant
// against that.

import { Problem, explain } from "../console/api.js";
import { show, slot, write } from "../dom.js";
import { fill } from "../format.js";
import { attributes } from "./attributes.js";
import { permissionsOf, plain, readOf, sorted } from "./describing.js";
import { changed, readers, titleOf } from "./showing.js";

const SAID = ["description", "source", "licence", "rhythm"]; // what is said of any layer
const TEXTS = ["title", ...SAID];
const STALE = 412;

export function facts({ api, words, say, fail }, done) {
  const dialog = document.getElementById("facts");
  const form = dialog.querySelector("form");
  const fields = form.elements;
  const gone = slot(form, "delete");
  const own = attributes(form, words);
  const ticked = (name) => [...form.querySelectorAll(`[name="${name}"]:checked`)].map((one) => one.value);
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
    for (const part of form.querySelectorAll("[data-agency]")) show(part, !found.built_in);
    write(document.getElementById("facts-title"), fill(words.change, { layer: titleOf(found, words) }));
    for (const name of TEXTS) fields[name].value = found[name];
    rights(found.permissions);
    own.fillIn(found.attributes);
    const coded = found.attributes.filter((one) => one.codes.length);
    fields.style.replaceChildren(new Option("–", ""), ...coded.map((one) => new Option(one.title || one.name, one.name)));
    choose(fields.style, styleOf(found));
    for (const line of form.querySelectorAll("[data-now]")) show(line, false);
    [sure, gone.lastElementChild.textContent] = [false, gone.dataset.said];
    fault("");
    dialog.showModal();
  }

  function rights(permissions) {
    fields.read.value = readOf({ permissions });
    const { read, edit } = permissions;
    tick("reader", typeof read === "string" ? [] : read);
    tick("editor", edit);
    show(slot(form, "readers"), fields.read.value === "roles");
  }

  function tick(name, roles) {
    for (const one of form.querySelectorAll(`[name="${name}"]`)) one.checked = roles.includes(one.value);
  }

  // What the page has no word for (a style of one's own) is a choice that leaves it.
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
    const now = Object.fromEntries((known.built_in ? SAID : TEXTS).map((name) => [name, fields[name].value.trim()]));
    if (known.built_in) return changed(known, now);
    now.permissions = permissionsOf(fields.read.value, ticked("reader"), ticked("editor"));
    now.attributes = own.read();
    if (fields.style.value !== styleOf(known)) now.style = styled(known.style, fields.style.value);
    return changed(asSent(known), now);
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
    const [mine, stands] = [texts(known), texts(theirs)];
    for (const [name, value] of Object.entries(stands)) {
      const line = form.querySelector(`[data-now="${name}"]`);
      const untouched = fields[name].value === mine[name];
      if (untouched && name === "style") choose(fields[name], value);
      else if (untouched) fields[name].value = value;
      tellNow(line, fields[name].value !== value || (untouched && mine[name] !== value), value);
    }
    meetWhole(theirs, "permissions", permissionsOf(fields.read.value, ticked("reader"), ticked("editor")), () => rights(theirs.permissions), `${readers(theirs.permissions, words)}; ${readers({ read: theirs.permissions.edit }, words)}`);
    meetWhole(theirs, "attributes", own.read(), () => own.fillIn(theirs.attributes), theirs.attributes.map((one) => one.name).join(", "));
    known = theirs;
  }

  // What is set as a whole: theirs where nothing was changed here, else mine beside what stands.
  function meetWhole(theirs, name, mine, take, said) {
    const [before, stands] = [asSent(known)[name], asSent(theirs)[name]];
    const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
    if (same(mine, before)) take();
    tellNow(form.querySelector(`[data-now="${name}"]`), !same(before, stands), said);
  }

  function tellNow(line, differs, value) {
    show(line, differs);
    write(line, fill(words.standsNow, { value: value || words.empty }));
  }

  function fault(text) {
    const line = slot(form, "wrong");
    write(line.querySelector("span"), text);
    show(line, text !== "");
  }

  fields.read.onchange = () => show(slot(form, "readers"), fields.read.value === "roles");
  gone.dataset.said = gone.lastElementChild.textContent;
  form.onsubmit = (event) => save(event).catch(fail);
  gone.onclick = () => remove().catch(fail);
  slot(form, "cancel").onclick = () => dialog.close();
  return { open };
}

function address(id) {
  return `/v1/gis/layers/${id}`;
}

// What is known of a layer in the shape in which the form gives it.
function asSent(found) {
  return { ...found, permissions: sorted(found.permissions), attributes: found.attributes.map(plain) };
}

function texts(found) {
  return { ...Object.fromEntries(TEXTS.map((name) => [name, found[name]])), style: styleOf(found) };
}

function styleOf({ style }) {
  return style?.color?.property ?? "";
}

function styled(style, property) {
  const { color: _, ...rest } = style;
  return property ? { ...rest, color: { property } } : rest;
}
