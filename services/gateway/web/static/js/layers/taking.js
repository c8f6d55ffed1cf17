// A file that comes in: sent, read and checked, shown, taken over as a whole or not at all. Its id is
// in the page's address, so a page that is loaded again goes on with it.

import { Problem, explain } from "../console/api.js";
import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { fill } from "../format.js";
import { BUSY, about, asked, idOf, makes, nameOf, problemRows, share, sizeOf, takers, titleOf, whyOf } from "./showing.js";

const LOOK = 600; // milliseconds between two looks at an import
const EDITORS = ["admin", "gis_editor", "operator", "officer"];
const FACES = { ready: ["says-info", "info"], applied: ["says-ok", "ok"], cancelled: ["says-warn", "x"], failed: ["says-crit", "crit"] };
const COUNTS = ["added", "changed", "removed", "unchanged", "broken"];
const at = (id) => document.getElementById(id);

export function taking({ api, words, fmt, me, fail }, done) {
  const form = at("file");
  const fields = form.elements;
  let [turn, current, sending, layers] = [0, null, null, []];

  function offer(found) {
    layers = takers(found, me);
    show(at("taking"), me.roles.some((role) => EDITORS.includes(role)) && (makes(me) || layers.length > 0));
    const options = layers.map((one) => new Option(titleOf(one, words), one.id));
    const before = fields.layer.value;
    fields.layer.replaceChildren(...options);
    if (layers.some((one) => one.id === before)) fields.layer.value = before;
    fields.mode.options[0].disabled = !makes(me);
    if (!makes(me) && fields.mode.value === "new") fields.mode.value = "append";
    turned();
  }

  function turned() {
    for (const part of form.querySelectorAll("[data-mode]")) {
      const shown = part.dataset.mode.split(" ").includes(fields.mode.value);
      show(part, shown);
      part.querySelector("input, select").disabled = !shown;
    }
    keyed();
  }

  function keyed() {
    const before = fields.key.value;
    const names = layers.find((one) => one.id === fields.layer.value)?.kendali.attributes ?? [];
    const options = names.map((one) => new Option(words.attributes[one.name] ?? (one.title || one.name), one.name));
    fields.key.replaceChildren(new Option(words.noKey, ""), ...options);
    fields.key.value = names.some((one) => one.name === before) ? before : "";
  }

  function named() {
    const file = fields.file.files[0];
    if (!file || fields.mode.value !== "new") return;
    if (!fields.id.value) fields.id.value = idOf(file.name);
    if (!fields.name.value) fields.name.value = nameOf(file.name);
  }

  async function send(event) {
    event.preventDefault();
    if (sending || !form.reportValidity()) return;
    const [file, query] = [fields.file.files[0], asked(Object.fromEntries(new FormData(form)))];
    sending = new AbortController();
    const mine = begin();
    const told = { file: file.name, size: sizeOf(file.size, fmt) };
    const sent = (part) => mine === turn && face({ state: "sending", sent: part }, fill(words.sending, { ...told, n: fmt.percent(part, 0) }));
    sent(0);
    try {
      const body = new Blob([file], { type: "application/octet-stream" });
      const made = await api.upload(`/v1/gis/imports?${query}`, body, { signal: sending.signal, progress: sent });
      if (mine === turn) await follow(made, mine);
    } catch (error) {
      if (mine === turn) face({ state: "failed" }, fill(words.failed, { why: explain(error, words) }));
    } finally {
      if (mine === turn) sending = null;
    }
  }

  // Whatever was followed before is so no more.
  function begin() {
    turn += 1;
    current = null;
    at("skip").checked = false;
    show(at("import"), true);
    at("import-title").focus();
    return turn;
  }

  async function follow(first, mine) {
    let now = first;
    for (;;) {
      current = now;
      sending = null;
      address(now.id);
      draw(now);
      if (!BUSY.includes(now.state)) break;
      await new Promise((go) => setTimeout(go, LOOK));
      if (mine !== turn) return;
      const next = await looked(now.id);
      if (mine !== turn) return;
      now = next ?? now;
    }
    if (now.state === "ready") at("import").scrollIntoView(); // what to decide on lies below the title
    if (now.state === "applied") await done();
  }

  // A gateway that does not answer for a while is asked again.
  async function looked(id) {
    try {
      return await api.get(`/v1/gis/imports/${id}`);
    } catch (error) {
      if (error instanceof Problem && (error.status === 0 || error.status >= 500)) return null;
      throw error;
    }
  }

  function draw(now) {
    face(now, said(now));
    const found = now.found?.error ? null : now.found;
    const told = found && now.state !== "cancelled";
    write(at("about"), told ? about(found, words, fmt) : "");
    show(at("counts"), Boolean(told));
    show(at("problems-part"), Boolean(told && found.problems.items.length));
    if (!told) return;
    for (const name of COUNTS) write(at("counts").querySelector(`[data-count="${name}"]`), fmt.count(found[name] ?? 0));
    keep(at("problems"), problemRows(found.problems, words, fmt), (one) => one.key, () => stamp("problem"), (row, one) => {
      for (const name of ["feature", "what", "why", "taken"]) write(slot(row, name), one[name]);
    });
  }

  function said(now) {
    const layer = now.plan.name || words.layers[now.plan.layer] || now.plan.layer;
    if (now.state === "failed") return fill(words.failed, { why: whyOf(now, words) });
    return fill(words[now.state] ?? now.state, { layer, n: fmt.count(now.job?.done ?? 0) });
  }

  function face(now, text) {
    const [kind, icon] = FACES[now.state] ?? ["says-info", "wait"];
    const [busy, ready] = [BUSY.includes(now.state), now.state === "ready"];
    set(at("import"), "data-state", now.state);
    set(at("import-said"), "class", `says ${kind}`);
    useIcon(at("import-said").querySelector("svg"), icon);
    write(at("import-said").lastElementChild, text);
    progress(busy, share(now));
    for (const id of ["apply", "whole"]) show(at(id), ready);
    show(at("stop"), busy || ready);
    show(at("skip-row"), ready && now.found.broken > 0);
    if (!now.found) for (const id of ["counts", "problems-part"]) show(at(id), false);
    allow();
    at("send").disabled = busy;
  }

  function progress(busy, known) {
    at("bar").toggleAttribute("hidden", !busy);
    set(at("bar").firstElementChild, "width", `${100 * (known ?? 0)}%`);
    if (known === null) at("bar").removeAttribute("aria-valuenow");
    else set(at("bar"), "aria-valuenow", String(Math.round(100 * known)));
  }

  function allow() {
    at("apply").disabled = Boolean(current?.found?.broken) && !at("skip").checked;
  }

  async function apply() {
    const [mine, now] = [turn, current];
    if (now?.state !== "ready" || at("apply").disabled) return;
    at("apply").disabled = true;
    try {
      const next = await api.send("POST", `/v1/gis/imports/${now.id}/apply`, { skip_broken: at("skip").checked });
      if (mine === turn) await follow(next, mine);
    } catch (error) {
      if (mine !== turn) return;
      allow();
      fail(error);
    }
  }

  async function stop() {
    if (sending) {
      sending.abort();
      sending = null;
      turn += 1;
      face({ state: "cancelled" }, words.cancelled);
      return;
    }
    if (!current) return;
    const mine = turn;
    const next = await api.send("POST", `/v1/gis/imports/${current.id}/cancel`);
    if (mine !== turn) return;
    turn += 1;
    current = next;
    draw(next);
    address(null);
  }

  function address(id) {
    const now = new URL(location.href);
    if (id) now.searchParams.set("import", id);
    else now.searchParams.delete("import");
    history.replaceState(null, "", now);
  }

  // Go on with the import that the address names.
  async function resume() {
    const id = new URLSearchParams(location.search).get("import");
    if (!id) return;
    try {
      const found = await api.get(`/v1/gis/imports/${id}`);
      const mine = begin();
      follow(found, mine).catch(fail);
    } catch (error) {
      address(null);
      fail(error);
    }
  }

  fields.mode.onchange = turned;
  fields.layer.onchange = keyed;
  fields.file.onchange = named;
  form.onsubmit = (event) => send(event).catch(fail);
  at("skip").onchange = allow;
  at("apply").onclick = () => apply().catch(fail);
  at("stop").onclick = () => stop().catch(fail);
  return { offer, resume };
}
