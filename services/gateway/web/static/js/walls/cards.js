// The walls, each with what it shows now, and the scenes that it may be told to show.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { newKey } from "../console/api.js";
import { asked } from "../console/dialog.js";
import { past } from "./past.js";
import { picture } from "./picture.js";
import { rotation } from "./rotation.js";
import { showing } from "./showing.js";

const at = (id) => document.getElementById(id);
const SECOND = 1000;

export function cards(context) {
  const { page, known, titled, now } = context;
  const { api, words, fmt, me } = page;
  const turns = words.sets ? rotation(context) : null;
  const inside = (area) => area.startsWith(me.area);
  const fitting = (wall) => [...known.scenes.values()].filter((one) => wall.area.startsWith(one.area));
  const nameOf = (code) => titled(known.scenes.get(code)) || code;

  const history = past({ page, nameOf });

  function draw() {
    keep(at("walls"), known.walls, (one) => one.code, () => stamp("wall"), drawOne);
  }

  function drawOne(node, wall) {
    write(slot(node, "title"), wall.title);
    write(slot(node, "code"), wall.code);
    write(slot(node, "area"), wall.area || words.everywhere);
    const turned = wall.rotation.map((one) => fill(words.turn, { scene: nameOf(one.scene), n: one.seconds }));
    write(slot(node, "turns"), turned.join(" → ") || words.noTurns);
    drawNow(node, wall);
    history.draw(node, wall);
    const may = inside(wall.area);
    show(slot(node, "call"), may);
    drawScenes(slot(node, "scenes"), slot(node, "call"), wall);
    show(slot(node, "release"), may && wall.called !== null);
    slot(node, "release").onclick = (event) => call(wall, null, null, event.currentTarget);
    slot(node, "call").onsubmit = (event) => event.preventDefault();
    show(slot(node, "edit"), may && Boolean(turns));
    slot(node, "edit").onclick = () => turns.open(wall);
    show(slot(node, "remove"), may && Boolean(turns) && wall.version > 0);
    slot(node, "remove").onclick = () => remove(wall).catch(page.fail);
    set(slot(node, "open"), "href", `/wall?wall=${encodeURIComponent(wall.code)}`);
  }

  function drawScenes(list, form, wall) {
    keep(list, fitting(wall), (one) => one.code, () => stamp("callable"), (node, scene) => {
      const button = node.firstElementChild;
      write(button, titled(scene));
      set(button, "aria-label", fill(words.call, { scene: titled(scene), wall: wall.title }));
      set(button, "aria-pressed", String(wall.called?.scene === scene.code));
      button.onclick = () => call(wall, scene, form, button);
    });
  }

  function drawNow(node, wall) {
    const found = showing(wall, now());
    const scene = known.scenes.get(found.scene);
    set(node, "data-shows", found.scene);
    set(node, "data-why", found.why);
    write(slot(node, "scene"), nameOf(found.scene));
    write(slot(node, "why"), why(wall, found));
    write(slot(node, "note"), (found.why === "called" && wall.called.note) || "");
    picture(slot(node, "picture"), scene, known.panels.kinds, nameOf(found.scene));
  }

  function why(wall, { why: kind, place, until }) {
    const left = until === null ? "" : fmt.span(words, until - now() + SECOND - 1);
    if (kind === "rotation") return fill(words.why_rotation, { place: place + 1, count: wall.rotation.length, left });
    if (kind === "default") return words.why_default;
    const { by, at: since } = wall.called;
    const ends = until === null ? words.calledOn : fill(words.calledUntil, { until: fmt.minutes(until), left });
    return `${fill(words.why_called, { by, at: fmt.minutes(since) })}; ${ends}`;
  }

  // One touch calls; what is touched again after a failure is another call, and the newest holds.
  async function call(wall, scene, form, button) {
    if (button.disabled) return;
    button.disabled = true;
    const { minutes, note } = form ? Object.fromEntries(new FormData(form)) : {};
    const body = { wall: wall.code, scene: scene?.code ?? null, ...(minutes && { minutes: Number(minutes) }), ...(note && { note }) };
    try {
      await api.send("PUT", "/v1/wall/scene", body);
      form?.reset();
      page.say(fill(scene ? words.called : words.released, { wall: wall.title, scene: titled(scene) }));
    } catch (error) {
      page.fail(error);
    }
    button.disabled = false;
    await context.read().catch(page.fail);
  }

  async function remove(wall) {
    const dialog = at("sure-dialog");
    write(slot(dialog, "title"), fill(words.removeWall, { name: wall.title }));
    if (!(await asked(dialog))) return;
    await api.send("DELETE", `/v1/wall/walls/${wall.code}`, undefined, { key: newKey(), headers: { "If-Match": `"${wall.version}"` } });
    page.say(fill(words.removed, { name: wall.title }));
    await context.read();
  }

  function tick() {
    for (const node of at("walls").children) {
      const wall = known.walls.find((one) => one.code === node.dataset.key);
      if (wall) drawNow(node, wall);
    }
  }

  at("new-wall").addEventListener("click", () => turns?.open(null));
  return { draw, tick };
}
