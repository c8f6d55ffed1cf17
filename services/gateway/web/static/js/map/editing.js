// Editing: a feature is changed, made, deleted, or given back what it was. Each change names the
// version that was read; where somebody else was first, both are shown and merged field by field.

import { show, slot, stamp, write } from "../dom.js";
import { Problem, explain } from "../console/api.js";
import { fill } from "../format.js";
import { conflict } from "./conflict.js";
import { cornering } from "./cornering.js";
import { nameOf, titleOf } from "./describing.js";
import { pen } from "./drawing.js";
import { fields } from "./form.js";
import { modeOf } from "./vertices.js";

export function editing(desk, engine) {
  const { api, words } = desk;
  const box = document.getElementById("feature");
  let [written, hand, moved, turn] = [null, null, false, 0]; // the form in hand, and the pen for its place
  const path = (layer, id = null) => `/v1/gis/collections/${layer.id}/items${id === null ? "" : `/${encodeURIComponent(id)}`}`;

  // The buttons below a feature's attributes.
  function deeds(layer, feature) {
    const row = Object.assign(document.createElement("div"), { className: "row" });
    if (layer.editable) row.append(button("pen", words.change, () => change(layer, feature)));
    row.append(button("clock", words.history, () => history(layer, feature)));
    return [row];
  }

  function button(icon, text, deed, kind = "btn") {
    const made = stamp("deed");
    made.className = kind;
    made.querySelector("use").setAttribute("href", `#i-${icon}`);
    write(slot(made, "text"), text);
    made.onclick = deed;
    return made;
  }

  const begin = (layer) => open(layer, { id: null, geometry: null, properties: {} }, fill(words.newIn, { layer: titleOf(layer, words) }));
  const change = (layer, feature) => open(layer, feature, nameOf(layer, feature));

  async function open(layer, feature, title) {
    desk.hold();
    end();
    const form = stamp("edit-form");
    written = form;
    const own = fields(layer, feature.properties, words);
    slot(form, "fields").append(own.node);
    write(slot(form, "title"), title);
    box.replaceChildren(form);
    show(box, true);
    show(slot(form, "delete"), feature.id !== null && layer.extendable);
    slot(form, "cancel").onclick = () => back(layer, feature);
    slot(form, "delete").onclick = () => once(form, () => remove(layer, feature, form));
    form.onsubmit = (event) => {
      event.preventDefault();
      once(form, () => save(layer, feature, own, form)).catch(desk.fail);
    };
    form.querySelector("input, select, textarea")?.focus();
    await take(layer, feature, form);
  }

  // One deed of a form at a time: a second click of the same is none.
  async function once(form, deed) {
    if (form.dataset.busy) return;
    form.dataset.busy = "yes";
    try {
      await deed();
    } finally {
      delete form.dataset.busy;
    }
  }

  async function take(layer, feature, form) {
    const type = typeOf(layer, feature, form, () => {
      const drawn = { ...feature, geometry: null };
      hand?.stop();
      [hand, moved] = [null, true];
      engine.mark([]);
      take(layer, drawn, form).catch(desk.fail);
    });
    const mode = modeOf(type);
    show(slot(form, "place"), Boolean(engine && mode));
    if (!engine || !mode) return;
    write(slot(form, "how"), words.how[mode]);
    delete form.dataset.pen;
    let corners = null;
    const changed = () => {
      moved = true;
      corners?.draw();
    };
    turn += 1;
    const mine = turn;
    const made = await pen(engine, { type, geometry: feature.geometry, onChange: changed }).catch(() => null);
    if (mine !== turn || written !== form) return made?.stop();
    if (!made) return write(slot(form, "how"), words.unreachable);
    hand = made;
    corners = cornering(form, { engine, words, hand: made, type, onChange: () => { moved = true; } });
    form.dataset.pen = "ready";
    show(slot(form, "put"), mode === "point");
    slot(form, "put").onclick = () => {
      const { lng, lat } = engine.map.getCenter();
      made.put([lng, lat]);
    };
    slot(form, "again").onclick = () => {
      made.again();
      corners.again();
    };
  }

  // What is drawn: the layer's type, or in a layer of any type that of the feature or what is chosen.
  function typeOf(layer, feature, form, onKind) {
    if (layer.geometry_type !== "Geometry") return layer.geometry_type;
    const choice = slot(form, "kind");
    if (feature.geometry && modeOf(feature.geometry.type)) return feature.geometry.type;
    show(choice.parentElement, true);
    choice.onchange = onKind;
    return choice.value;
  }

  function end() {
    hand?.stop();
    [written, hand, moved] = [null, null, false];
    engine?.mark([]);
  }

  async function save(layer, feature, own, form) {
    const properties = own.values();
    const geometry = moved ? (hand?.geometry() ?? null) : feature.geometry;
    const mine = { properties: { ...feature.properties, ...properties }, geometry };
    try {
      const kept = feature.id === null
        ? await api.send("POST", path(layer), { type: "Feature", properties, geometry })
        : await send(layer, feature, { properties, ...(moved ? { geometry } : {}) });
      done(layer, kept, words.saved, form);
    } catch (error) {
      if (written !== form) return desk.fail(error);
      if (error.status === 412) return settle(layer, feature, mine, form);
      wrong(error, own, form);
    }
  }

  function send(layer, { id, version }, patch) {
    return api.send("PATCH", path(layer, id), patch, { headers: { "If-Match": `"${version}"` } });
  }

  function wrong(error, own, form) {
    if (!(error instanceof Problem)) throw error;
    const rest = own.wrong(error.problem.errors ?? []);
    const known = (error.problem.errors ?? []).length > rest.length && rest.length === 0;
    const text = rest.length ? rest.map((one) => `${one.field}: ${one.message}`).join(" · ") : explain(error, words);
    show(slot(form, "wrong"), !known);
    write(slot(form, "wrong-text"), text);
  }

  // Somebody else saved first: what he made of it is read, both are shown.
  async function settle(layer, before, mine, form) {
    const theirs = await api.get(`${path(layer, before.id)}?f=json`).catch(() => null);
    if (written !== form) return undefined;
    if (!theirs) return desk.say(words.goneMeanwhile, "warn", true);
    if (theirs.geometry) engine?.mark([{ type: "Feature", properties: {}, geometry: theirs.geometry }]);
    return conflict(box, { layer, before, mine, theirs, desk }, (patch) => once(form, async () => {
      try {
        done(layer, Object.keys(patch).length ? await send(layer, theirs, patch) : theirs, words.saved, form);
      } catch (error) {
        if (error.status === 412) await settle(layer, theirs, mine, form);
        else desk.fail(error);
      }
    }));
  }

  async function remove(layer, feature, form) {
    const sure = slot(form, "delete");
    if (sure.dataset.sure !== "yes") {
      sure.dataset.sure = "yes";
      write(slot(sure, "text"), words.deleteSure);
      return;
    }
    try {
      await api.send("DELETE", path(layer, feature.id), undefined, { headers: { "If-Match": `"${feature.version}"` } });
      if (written !== form) return;
      end();
      desk.gone(layer, feature);
    } catch (error) {
      if (error.status === 412) desk.say(words.changedMeanwhile, "warn", true);
      else desk.fail(error);
    }
  }

  // Who has gone on to something else meanwhile stays there.
  function done(layer, kept, text, form = null) {
    desk.say(text);
    if (written !== form) return;
    end();
    desk.pick({ layer: layer.id, id: String(kept.id) }, { stay: true });
  }

  function back(layer, feature) {
    end();
    if (feature.id === null) desk.closeFeature();
    else desk.pick({ layer: layer.id, id: String(feature.id) }, { stay: true });
  }

  async function history(layer, feature) {
    const shown = box.firstElementChild;
    try {
      const { items } = await api.get(`${path(layer, feature.id)}/history?limit=50`);
      if (box.firstElementChild !== shown) return;
      const part = stamp("history");
      const list = slot(part, "list");
      show(slot(part, "none"), items.length === 0);
      for (const one of items) list.append(past(layer, feature, one));
      box.querySelector("[data-history]")?.remove();
      box.append(part);
      part.querySelector("h3").focus();
    } catch (error) {
      desk.fail(error);
    }
  }

  function past(layer, feature, one) {
    const item = stamp("history-row");
    write(slot(item, "what"), words.changes[one.change] ?? one.change);
    write(slot(item, "when"), [one.at ? desk.fmt.moment(one.at) : "", one.who ?? ""].filter(Boolean).join(" · "));
    const can = layer.editable && one.feature && one.version !== feature.version;
    show(slot(item, "restore"), Boolean(can));
    slot(item, "restore").onclick = () => once(item, () => restore(layer, feature, one.version));
    return item;
  }

  async function restore(layer, feature, version) {
    try {
      const kept = await api.send("POST", `${path(layer, feature.id)}/restore`, { version }, { headers: { "If-Match": `"${feature.version}"` } });
      done(layer, kept, words.restored);
    } catch (error) {
      desk.fail(error);
    }
  }

  return { deeds, begin, end, busy: () => written !== null };
}
