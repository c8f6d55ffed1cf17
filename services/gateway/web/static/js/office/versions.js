// Drafts of a letter side by side, opened from the bar over its paper.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { sides } from "./letter_view.js";

const at = (id) => document.getElementById(id);

// versions(page, letter, path, bar): a button in the bar where there is more than one draft and
// the reader is on the letter's way.
export function versions(page, letter, path, bar) {
  if (!bar) return;
  const said = page.words.letter;
  const known = bar.querySelector("[data-versions]") ?? bar.appendChild(button());
  show(known, letter.draft > 1 && letter.inside);
  write(known, fill(said.compare, { now: letter.draft, before: letter.draft - 1 }));
  known.onclick = () => open(page, letter, path).catch(page.fail);
}

function button() {
  const node = document.createElement("button");
  node.type = "button";
  node.className = "btn btn-quiet";
  set(node, "data-versions", "");
  return node;
}

async function open(page, letter, path) {
  const said = page.words.letter;
  const [before, after] = [at("before"), at("after")];
  const numbers = Array.from({ length: letter.draft }, (_, n) => n + 1);
  for (const [list, chosen] of [[before, letter.draft - 1], [after, letter.draft]]) {
    list.replaceChildren(...numbers.map((n) => new Option(String(n), String(n))));
    list.value = String(chosen);
    list.onchange = () => compare().catch(page.fail);
  }

  async function compare() {
    const asked = new URLSearchParams({ before: before.value, after: after.value, ...page.as });
    const found = await page.api.get(`${path}/comparison?${asked}`);
    write(at("before-head"), fill(said.version, { n: before.value }));
    write(at("after-head"), fill(said.version, { n: after.value }));
    const lines = sides(found).map((one, place) => ({ ...one, place }));
    keep(at("sides"), lines, (one) => one.place, () => stamp("side-template"), (node, one) => {
      set(node, "data-change", one.change);
      fillSide(slot(node, "before"), one.before, "del");
      fillSide(slot(node, "after"), one.after, "ins");
    });
    const others = Object.keys(found.others).map((name) => said.fields[name] ?? name);
    show(at("versions-others"), others.length > 0);
    write(at("versions-others"), fill(said.others, { fields: others.join(", ") }));
    set(at("versions"), "data-compared", `${before.value}-${after.value}`);
  }

  await compare();
  at("versions").showModal();
}

function fillSide(cell, parts, name) {
  const nodes = (parts ?? []).flatMap(({ text, changed }, place) => {
    const node = changed ? document.createElement(name) : document.createTextNode(text);
    if (changed) node.textContent = text;
    return place ? [document.createTextNode(" "), node] : [node];
  });
  cell.replaceChildren(...nodes);
}
