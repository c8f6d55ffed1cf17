// Photos of a report of damage: shown when somebody wants them, sent, and removed by those who
// handle reports.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";

const ROOT = "/v1/gis/damage";
const REPORTERS = ["admin", "gis_editor", "officer", "operator", "reporter"];
const EDITORS = ["admin", "gis_editor", "operator"];

// `ask(title, report)` gives the reason for a removal, or null; `reread` reads the reports again.
export function gallery({ api, words, me, say, fail }, ask, reread) {
  const said = words.damage.photo;
  const sends = me.roles.some((role) => REPORTERS.includes(role));
  const removes = me.roles.some((role) => EDITORS.includes(role));
  const opened = new Map(); // photos by report, of those that are shown

  // Read the photos of the reports that are shown with theirs.
  async function read(reports) {
    const wanted = reports.filter((one) => opened.has(one.id));
    await Promise.all(wanted.map(async (one) => opened.set(one.id, await list(one))));
  }

  async function list(one) {
    return (await api.get(`${ROOT}/${one.id}/photos`)).items;
  }

  function draw(node, one) {
    const photos = opened.get(one.id);
    const button = slot(node, "show-photos");
    show(button, one.photos > 0);
    write(button, fill(said.show, { count: one.photos }));
    set(button, "aria-expanded", String(photos !== undefined));
    button.onclick = () => toggle(node, one).catch(fail);
    const add = slot(node, "add-photo");
    show(add, sends && one.state !== "refused");
    add.querySelector("input").onchange = (event) => send(event.target, one).catch(fail);
    const strip = slot(node, "photos");
    set(strip, "data-shown", String(photos?.length ?? 0));
    keep(strip, photos ?? [], (photo) => photo.id, () => stamp("photo"), (item, photo, index) =>
      picture(item, photo, one, fill(said.one, { number: index + 1, count: photos.length })),
    );
  }

  async function toggle(node, one) {
    if (!opened.delete(one.id)) opened.set(one.id, await list(one));
    draw(node, one);
  }

  function picture(item, photo, one, text) {
    const place = `${ROOT}/photos/${photo.id}`;
    set(item.querySelector("a"), "href", place);
    const image = item.querySelector("img");
    set(image, "alt", text);
    // A photo whose file is gone from the store is told as such, not drawn as a torn picture.
    image.onerror = () => lost(item, true);
    image.onload = () => lost(item, false);
    set(image, "src", `${place}?size=thumb`);
    const button = item.querySelector("button");
    show(button, removes);
    set(button, "aria-label", `${said.remove}: ${text}`);
    button.onclick = () => remove(photo, one).catch(fail);
  }

  function lost(item, gone) {
    show(item.querySelector("a"), !gone);
    show(slot(item, "lost"), gone);
  }

  async function send(input, one) {
    const files = [...input.files];
    input.value = "";
    try {
      for (const file of files) await api.send("POST", `${ROOT}/${one.id}/photos`, new Blob([file], { type: file.type }));
      if (files.length > 0) say(said.sent);
    } finally {
      opened.set(one.id, []);
      await reread();
    }
  }

  async function remove(photo, one) {
    const given = await ask(said.remove, one);
    if (!given) return;
    await api.send("POST", `${ROOT}/photos/${photo.id}/remove`, { reason: given.reason });
    say(said.removed);
    await reread();
  }

  return { read, draw };
}
