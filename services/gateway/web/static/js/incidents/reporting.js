// A new report: what is like it is offered before it is sent, and after.

import { show, slot, write } from "../dom.js";
import { fill } from "../format.js";
import { listPath } from "../signal/showing.js";
import { explain } from "../console/api.js";
import { ROOT } from "./deeds.js";
import { Wrong, placeFrom, reportFrom } from "./forms.js";
import { metresBetween, placeOf } from "./shown.js";

const DRAFT = "new";
const NEAR = 500; // metres within which two of a type may be the same
const REST = 300;
const MOST = 3;
const at = (id) => document.getElementById(id);

export function reporting(room) {
  const { page, words } = room;
  const dialog = at("new-dialog");
  let turn = 0;

  async function begin() {
    for (let wrong = ""; ; ) {
      const said = wrong;
      const fields = await room.ask(dialog, { draft: DRAFT, onOpen: (form) => opened(form, said) });
      if (!fields) return;
      try {
        const told = await room.writes.say("POST", ROOT, reportFrom(fields));
        room.drafts.drop(DRAFT);
        page.say(fill(told.repeated ? words.repeated : words.created, told));
        await room.open(told.id, { tab: told.similar.length ? "alike" : "near" });
        return;
      } catch (error) {
        wrong = error instanceof Wrong ? words[error.message] : explain(error, words);
      }
    }
  }

  // The lists of the form, and what is like it while it is written.
  function opened(form, wrong) {
    const part = at("new-wrong");
    show(part, wrong !== "");
    write(slot(part, "text"), wrong);
    show(at("new-alike"), false);
    let timer = null;
    const look = () => {
      clearTimeout(timer);
      timer = setTimeout(() => alike(form).catch(() => show(at("new-alike"), false)), REST);
    };
    form.addEventListener("input", look);
    form.addEventListener("filled", look, { once: true });
    return () => {
      turn += 1;
      clearTimeout(timer);
      form.removeEventListener("input", look);
    };
  }

  async function alike(form) {
    const mine = (turn += 1);
    const found = await open(Object.fromEntries(new FormData(form)));
    if (mine !== turn) return;
    show(at("new-alike"), found.length > 0);
    slot(at("new-alike"), "list").replaceChildren(...found.map(line));
  }

  // Open ones of the type in the same village, or within 500 m of the point.
  async function open(fields) {
    const place = told(fields);
    if (!place || !fields.type) return [];
    const area = (place.tps ?? place.area ?? "").slice(0, 10);
    if (area.length !== 10 && !place.point) return [];
    const { items } = await page.api.get(listPath(ROOT, { state: "open", type: fields.type, area: place.point ? "" : area, limit: 100 }));
    const near = (one) => !place.point || (one.place.point && metresBetween(one.place.point, place.point) <= NEAR);
    return items.filter(near).slice(0, MOST);
  }

  function told(fields) {
    try {
      return placeFrom(fields);
    } catch {
      return null;
    }
  }

  function line(one) {
    const [row, link] = [document.createElement("li"), document.createElement("a")];
    link.href = `?incident=${one.id}`;
    write(link, `${one.number} ${one.headline}, ${placeOf(one.place, room.names, words)}`);
    link.onclick = (event) => {
      event.preventDefault();
      dialog.close("cancel");
      room.open(one.id);
    };
    row.append(link);
    return row;
  }

  return { begin };
}
