// The form of a wall: its title, and what it turns in which order. What somebody else saved meanwhile
// is told, and saving once more goes over it; nothing that was typed is lost.

import { show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { explain, newKey } from "../console/api.js";

const at = (id) => document.getElementById(id);
const USUAL_SECONDS = 30;

export function rotation({ page, known, titled, read }) {
  const { api, words, me } = page;
  const dialog = at("wall-dialog");
  const form = dialog.querySelector("form");
  const list = at("turning");
  let standing = null; // the wall as it was seen, null for a new one

  function open(wall) {
    standing = wall;
    form.reset();
    const { title, code, area } = form.elements;
    [title.value, code.value, area.value] = [wall?.title ?? "", wall?.code ?? "", wall?.area ?? me.area];
    code.readOnly = wall !== null;
    write(slot(dialog, "heading"), wall?.title ?? words.newWall);
    list.replaceChildren(...(wall?.rotation ?? []).map(row));
    say("");
    dialog.showModal();
  }

  function row({ scene, seconds }) {
    const node = stamp("turn");
    const choice = node.querySelector("select");
    choice.replaceChildren(...[...known.scenes.values()].map((one) => new Option(titled(one), one.code)));
    choice.value = scene;
    node.querySelector('[name="seconds"]').value = seconds;
    node.querySelector("[data-up]").onclick = () => shift(node, node.previousElementSibling, "[data-up]");
    node.querySelector("[data-down]").onclick = () => shift(node, node.nextElementSibling?.nextElementSibling ?? null, "[data-down]");
    node.querySelector("[data-remove]").onclick = () => {
      const next = node.nextElementSibling ?? node.previousElementSibling;
      node.remove();
      (next?.querySelector("[data-remove]") ?? at("more-turns")).focus();
    };
    return node;
  }

  function shift(node, before, button) {
    list.insertBefore(node, before);
    node.querySelector(button).focus();
  }

  function written() {
    const { title, area } = form.elements;
    const turns = [...list.children].map((node) => ({
      scene: node.querySelector("select").value,
      seconds: Number(node.querySelector('[name="seconds"]').value),
    }));
    return { title: title.value.trim(), area: area.value, rotation: turns };
  }

  async function save() {
    if (!form.reportValidity()) return;
    const body = written();
    const path = `/v1/wall/walls/${form.elements.code.value}`;
    try {
      await api.send("PUT", path, body, { key: newKey(), headers: { "If-Match": `"${standing?.version ?? 0}"` } });
    } catch (error) {
      if (error.status === 412) return changed(error).catch((other) => say(explain(other, words)));
      return say(explain(error, words));
    }
    dialog.close();
    page.say(fill(words.saved, { name: body.title }));
    await read().catch(page.fail);
  }

  // Somebody was faster: what stands now is shown above what was typed.
  async function changed(error) {
    standing = await api.get(`/v1/wall/walls/${form.elements.code.value}`);
    const turns = standing.rotation.map((one) => fill(words.turn, { scene: titled(known.scenes.get(one.scene)) || one.scene, n: one.seconds }));
    const told = fill(words.wallChanged, { who: error.problem.changed_by ?? "", rotation: turns.join(" → ") || words.noTurns });
    say(`${told} ${words.wallAgain}`);
  }

  function say(text) {
    write(slot(dialog, "text"), text);
    show(slot(dialog, "wrong"), text !== "");
  }

  dialog.querySelector("[data-save]").addEventListener("click", () => save());
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value === "cancel") return;
    event.preventDefault();
    save();
  });
  at("more-turns").addEventListener("click", () => {
    const first = known.scenes.keys().next().value;
    list.append(row({ scene: first, seconds: USUAL_SECONDS }));
    list.lastElementChild.querySelector("select").focus();
  });
  return { open };
}
