// The editor of scenes: a draft with steps that can be taken back, saved over the version that was
// seen. What somebody else saved meanwhile is shown as soon as it is known, and brought together.

import { set, show, slot, useIcon, write } from "../dom.js";
import { fill } from "../format.js";
import { newKey } from "../console/api.js";
import { conflict } from "./conflict.js";
import { draftAddress, dropDraft, keepDraft } from "./draft.js";
import { grid } from "./grid.js";
import { optionsForm } from "./options.js";
import { added, begun, changed, missing, moved, overlaps, redone, sized, stepped, undone, without } from "./plan.js";

const at = (id) => document.getElementById(id);
const FIELDS = ["title", "title_en", "panels"];
const pick = (scene) => Object.fromEntries(FIELDS.map((name) => [name, structuredClone(scene[name])]));
const slugged = (text) => text.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40).replace(/-$/, "");

// `closed()` is called once the editor is left.
export function editor({ page, known, titled, english, read }, closed) {
  const { api, words } = page;
  const { panels: facts } = known;
  let seen = null; // the scene as it was read last, null for one that is not saved yet
  let history = begun({ title: "", title_en: "", panels: [] });
  let kept = null; // what of it is saved, or was begun with; null for a copy, which is not yet
  let [chosen, named, busy] = [null, false, false];
  let previewed = false; // in a window that follows what is laid out here

  const wanted = {
    select: (id) => id !== chosen && choose(id),
    move: (id, dx, dy, sort) => step({ panels: moved(now().panels, id, dx, dy) }, sort),
    size: (id, dw, dh, sort) => step({ panels: sized(now().panels, id, dw, dh, leastOf(id)) }, sort),
    remove,
  };
  const laid = grid(at("grid"), { words, kinds: facts.kinds, wanted });
  const form = optionsForm(at("fields"), { page, panels: facts, elections: page.elections, english, changed: filled });
  const clash = conflict(words, { merge: rebase, take });

  const now = () => history.now;
  const panelOf = (id) => now().panels.find((one) => one.id === id);
  const leastOf = (id) => facts.kinds[panelOf(id).kind].least;
  const isOpen = () => at("editor").dataset.state !== "closed";
  const dirty = () => JSON.stringify(now()) !== JSON.stringify(kept);

  function open(scene, copied) {
    const fresh = copied || scene.version === 0;
    const draft = pick(scene);
    if (copied) draft.title = fill(words.copyOf, { title: draft.title });
    seen = fresh ? null : structuredClone(scene);
    kept = copied ? null : draft;
    [history, chosen, named] = [begun(draft), null, false];
    at("scene-code").value = fresh ? freshCode(slugged(draft.title)) : scene.code;
    clash.clear();
    set(at("editor"), "data-state", "open");
    show(at("editor"), true);
    refill();
    draw();
    at("scene-title").focus();
  }

  const freshCode = (code) => (code && known.scenes.has(code) ? `${code.slice(0, 37)}-2` : code);

  function close() {
    if (!isOpen()) return true;
    if (dirty() && !window.confirm(words.leave)) return false;
    set(at("editor"), "data-state", "closed");
    previewed = false;
    dropDraft();
    show(at("editor"), false);
    return true;
  }

  // ---- steps

  function step(change, sort = null) {
    history = stepped(history, { ...now(), ...change }, sort);
    draw();
  }

  function travel(by) {
    history = by(history);
    refill();
    draw();
  }

  function remove(id) {
    const place = now().panels.findIndex((one) => one.id === id);
    step({ panels: without(now().panels, id) });
    const next = now().panels[Math.min(place, now().panels.length - 1)];
    choose(next?.id ?? null);
    if (next) laid.focus(next.id);
    else at("add").elements.kind.focus();
  }

  function add(kind) {
    if (now().panels.length >= facts.most) return page.say(fill(words.full, { n: facts.most }), "warn");
    const { panels, id } = added(now().panels, kind, facts.kinds[kind]);
    step({ panels });
    laid.focus(id);
  }

  function filled(options, name) {
    step({ panels: changed(now().panels, chosen, { options }) }, `option ${chosen} ${name}`);
  }

  function choose(id) {
    chosen = id;
    refill();
    draw();
  }

  // ---- what is seen

  // The fields say what the draft says: when another panel is chosen, and when steps are taken back.
  function refill() {
    if (chosen !== null && !panelOf(chosen)) chosen = null;
    [at("scene-title").value, at("scene-title-en").value] = [now().title, now().title_en];
    at("scene-code").readOnly = seen !== null;
    if (chosen !== null) form.draw(panelOf(chosen));
  }

  function draw() {
    laid.draw(now().panels, chosen);
    const panel = chosen === null ? null : panelOf(chosen);
    show(at("options"), Boolean(panel));
    show(at("options-none"), !panel);
    if (panel) write(at("options-title"), `${facts.kinds[panel.kind].name}, ${panel.id}`);
    const wrong = faults();
    const line = at("fits");
    useIcon(line.querySelector("svg"), wrong.length ? "warn" : "ok");
    write(slot(line, "text"), wrong.join("; ") || words.fits);
    set(line, "class", wrong.length ? "says says-warn" : "says says-ok");
    at("save").disabled = busy || wrong.length > 0;
    write(at("scene-version"), seen ? fill(words.version, { n: seen.version }) : words.newScene);
    show(at("look"), wrong.length === 0);
    set(at("look"), "href", draftAddress(at("scene-code").value));
    if (previewed && !wrong.length) preview();
    set(at("editor"), "data-dirty", String(dirty()));
  }

  function preview() {
    previewed = true;
    keepDraft({ code: at("scene-code").value, ...now() }, Date.now());
  }

  function faults() {
    const { panels } = now();
    if (!panels.length) return [words.noPanels];
    const over = overlaps(panels).map(([one, other]) => fill(words.overlap, { one, other }));
    const titleOf = (id, option) => facts.kinds[panelOf(id).kind].options.properties[option][english ? "title_en" : "title"];
    return [...over, ...missing(panels, facts.kinds).map(([id, option]) => fill(words.missing, { id, option: titleOf(id, option) }))];
  }

  // ---- saving

  async function save() {
    if (busy || at("save").disabled) return;
    if (![at("scene-title"), at("scene-code")].every((field) => field.reportValidity())) return;
    [busy, at("save").disabled] = [true, true];
    const draft = now();
    try {
      seen = await sent({ ...draft, title: draft.title.trim(), title_en: draft.title_en.trim() });
      kept = pick(seen);
      if (now() === draft) history = { ...history, now: kept };
      at("scene-code").readOnly = true;
      clash.clear();
      page.say(fill(words.saved, { name: titled(seen) }));
    } catch (error) {
      if (error.status === 412) await faster().catch(page.fail);
      else if (seen && error.status === 404) gone();
      else page.fail(error);
    }
    busy = false;
    draw();
    read().catch(page.fail);
  }

  function sent(body) {
    const key = newKey();
    if (!seen) return api.send("POST", "/v1/wall/scenes", { ...body, code: at("scene-code").value }, { key });
    return api.send("PUT", `/v1/wall/scenes/${seen.code}`, body, { key, headers: { "If-Match": `"${seen.version}"` } });
  }

  const faster = async () => clash.tell(seen, await api.get(`/v1/wall/scenes/${seen.code}`));

  // The scenes were read again: somebody may have saved this one, or taken it away.
  function heard() {
    if (!isOpen() || !seen || busy) return;
    const stands = known.scenes.get(seen.code);
    if (!stands) gone();
    else if (stands.version > seen.version) clash.tell(seen, stands);
  }

  // It was taken away: what is here may be saved as a new one.
  function gone() {
    [seen, kept] = [null, null];
    clash.gone();
    refill();
    draw();
  }

  function rebase(theirs, draft) {
    seen = structuredClone(theirs);
    kept = pick(seen);
    step(pick({ ...now(), ...draft }));
    refill();
    draw();
  }

  function take(theirs) {
    rebase(theirs, pick(theirs));
  }

  clash.draftIs(() => now());
  at("add").elements.kind.replaceChildren(...Object.entries(facts.kinds).map(([code, kind]) => new Option(kind.name, code)));
  at("add").elements.kind.value = "indicator";
  at("add").addEventListener("submit", (event) => {
    event.preventDefault();
    add(event.target.elements.kind.value);
  });
  at("options").addEventListener("submit", (event) => event.preventDefault());
  at("remove-panel").addEventListener("click", () => chosen !== null && remove(chosen));
  at("scene-title").addEventListener("input", ({ target }) => {
    if (!seen && !named) at("scene-code").value = freshCode(slugged(target.value));
    step({ title: target.value }, "title");
  });
  at("scene-title-en").addEventListener("input", ({ target }) => step({ title_en: target.value }, "title_en"));
  at("scene-code").addEventListener("input", () => (named = true));
  at("save").addEventListener("click", () => save());
  at("look").addEventListener("click", preview);
  at("close").addEventListener("click", () => close() && closed());
  at("editor").addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.target.matches("input, textarea")) return;
    const key = event.key.toLowerCase();
    if (key === "z") travel(event.shiftKey ? redone : undone);
    else if (key === "y") travel(redone);
    else return;
    event.preventDefault();
  });
  window.addEventListener("beforeunload", (event) => isOpen() && dirty() && event.preventDefault());
  return { open, close, isOpen, heard };
}
