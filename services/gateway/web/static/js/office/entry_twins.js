// What the unit registered already of the same sender, number and date, told while it is typed.

import { keep, set, show, slot, stamp, write } from "../dom.js";

const PAUSE = 300;
const NAMES = ["sender", "number", "dated"];
const SECRET = ["secret", "top_secret"];

// `but`: the letter itself, where one is corrected. Nothing is asked of a secret one.
export function twins({ api, as, words }, form, but) {
  const box = document.getElementById("twins");
  let [timer, asked] = [null, 0];

  async function look() {
    const mine = ++asked;
    const said = Object.fromEntries(NAMES.map((name) => [name, form.elements[name].value.trim()]));
    if (NAMES.some((name) => !said[name]) || SECRET.includes(form.elements.security.value)) return draw([]);
    const { items } = await api.send("POST", "/v1/office/incoming/duplicates", { ...said, ...as });
    if (mine === asked) draw(items.filter((one) => one.id !== but));
  }

  function draw(found) {
    show(box, found.length > 0);
    write(slot(box, "text"), found.length ? words.twin : "");
    keep(slot(box, "links"), found, (one) => one.id, () => stamp("twin-template"), (node, one) => {
      write(node, one.agenda);
      set(node, "href", `/office/incoming/${one.id}`);
    });
  }

  form.addEventListener("input", ({ target }) => {
    if (![...NAMES, "security"].includes(target.name)) return;
    clearTimeout(timer);
    // A warning that can't be asked for is none: after saving it is asked again by the service.
    timer = setTimeout(() => look().catch(() => draw([])), PAUSE);
  });
  return {
    clear() {
      asked += 1;
      clearTimeout(timer);
      draw([]);
    },
  };
}
