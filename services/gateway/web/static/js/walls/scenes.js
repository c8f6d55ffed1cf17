// The scenes that there are: looked at, changed, copied, taken away.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { newKey } from "../console/api.js";
import { asked } from "../console/dialog.js";
import { picture } from "./picture.js";

const at = (id) => document.getElementById(id);
const BLANK = { code: "", title: "", title_en: "", panels: [], version: 0, built_in: false };

// `edit(scene, copied)` opens the editor, with a scene of its own where it is a copy.
export function scenes({ page, known, titled, read }, edit) {
  const { api, words, fmt, me } = page;
  const mine = (one) => words.sets && !one.built_in && one.area.startsWith(me.area);

  function draw() {
    keep(at("scenes"), [...known.scenes.values()], (one) => one.code, () => stamp("scene"), drawOne);
  }

  function drawOne(node, one) {
    write(slot(node, "title"), titled(one));
    write(slot(node, "code"), one.code);
    write(slot(node, "about"), about(one));
    picture(slot(node, "picture"), one, known.panels.kinds, titled(one));
    show(slot(node, "edit"), mine(one));
    show(slot(node, "remove"), mine(one));
    show(slot(node, "copy"), words.sets);
    set(slot(node, "look"), "href", `/wall?scene=${encodeURIComponent(one.code)}`);
    slot(node, "edit").onclick = () => edit(one);
    slot(node, "copy").onclick = () => edit(one, true);
    slot(node, "remove").onclick = () => remove(one).catch(page.fail);
  }

  function about(one) {
    if (one.built_in) return words.builtIn;
    const set = fill(words.setBy, { who: one.set_by, when: fmt.moment(one.set_at) });
    return `${fill(words.version, { n: one.version })}; ${set}; ${one.area || words.everywhere}`;
  }

  async function remove(one) {
    const dialog = at("sure-dialog");
    write(slot(dialog, "title"), fill(words.removeScene, { name: titled(one) }));
    if (!(await asked(dialog))) return;
    try {
      await api.send("DELETE", `/v1/wall/scenes/${one.code}`, undefined, { key: newKey(), headers: { "If-Match": `"${one.version}"` } });
      page.say(fill(words.removed, { name: titled(one) }));
    } catch (error) {
      const walls = error.problem?.walls;
      if (!walls) throw error;
      page.say(`${words.problems["wall-scene-shown"]}: ${walls.join(", ")}`, "warn", true);
    }
    await read();
  }

  at("new-scene").addEventListener("click", () => edit(BLANK));
  return { draw };
}
