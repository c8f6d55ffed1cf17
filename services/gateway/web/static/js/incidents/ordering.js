// Orders that hang on an incident: read, and given from here.

import { keep, show, slot, write } from "../dom.js";
import { fill } from "../format.js";
import { explain } from "../console/api.js";
import { after } from "./forms.js";
import { isOpen } from "./shown.js";

const ORDERS = "/v1/orders";
const REST = 200;
const at = (id) => document.getElementById(id);

export function ordering(room) {
  const { page, words } = room;
  let [found, chosen, timer] = [[], [], null];

  // The orders of an incident with their receivers, null where they can't be read.
  async function of(incident) {
    try {
      const told = await page.api.get(`${ORDERS}?incident=${incident}&box=all&limit=50`);
      return await Promise.all(told.items.map((one) => (one.receivers ? one : page.api.get(`${ORDERS}/${one.id}`))));
    } catch (error) {
      if (error.status === undefined) throw error;
      return null;
    }
  }

  async function alertsOf(incident) {
    if (!room.may) return [];
    return (await page.api.get(`/v1/alerts?about=${encodeURIComponent(`incident/${incident}`)}&limit=20`).catch(() => ({ items: [] }))).items;
  }

  async function give() {
    const one = room.current();
    if (!room.may || !one || !isOpen(one)) return;
    const draft = `order/${one.id}`;
    for (let wrong = ""; ; ) {
      const said = wrong;
      const fields = await room.ask(at("order-dialog"), { draft, onOpen: () => opened(said) });
      if (!fields) return;
      try {
        if (!chosen.length) throw new TypeError(words.order.noTo);
        const body = { text: fields.text.trim(), to: chosen.map(({ kind, code }) => ({ kind, code })), deadline: after(fields.minutes, room.now()), incident: one.id };
        const told = await room.writes.say("POST", ORDERS, body);
        room.drafts.drop(draft);
        chosen = [];
        page.say(fill(words.order.given, told));
        await room.reread();
        return;
      } catch (error) {
        wrong = error instanceof TypeError ? error.message : explain(error, words);
      }
    }
  }

  function opened(wrong) {
    show(at("order-wrong"), wrong !== "");
    write(slot(at("order-wrong"), "text"), wrong);
    const input = at("order-to");
    input.value = "";
    input.oninput = () => {
      clearTimeout(timer);
      if (taken(input.value)) {
        input.value = "";
        return;
      }
      timer = setTimeout(search, REST);
    };
    input.onkeydown = (event) => {
      if (event.key === "Enter") event.preventDefault();
    };
    draw();
  }

  async function search() {
    const text = at("order-to").value.trim();
    if (text.length < 2) return;
    found = (await page.api.get(`/v1/recipients?q=${encodeURIComponent(text)}`).catch(() => ({ items: [] }))).items;
    at("order-found").replaceChildren(...found.map((one) => new Option(titleOf(one))));
  }

  // Whether what stands in the field is one of those that were found.
  function taken(text) {
    const one = found.find((each) => titleOf(each) === text);
    if (one && !chosen.some((each) => titleOf(each) === text)) chosen = [...chosen, one];
    if (one) draw();
    return Boolean(one);
  }

  function draw() {
    keep(at("order-chosen"), chosen, titleOf, chip, (node, one) => write(node.querySelector("button"), `${titleOf(one)} ×`));
  }

  function chip(one) {
    const [row, button] = [document.createElement("li"), document.createElement("button")];
    Object.assign(button, { type: "button", className: "btn" });
    button.setAttribute("aria-label", fill(words.order.remove, { name: titleOf(one) }));
    button.onclick = () => {
      chosen = chosen.filter((each) => each !== one);
      draw();
      at("order-to").focus();
    };
    row.append(button);
    return row;
  }

  return { of, alertsOf, give };
}

function titleOf({ code, name, note }) {
  return [name || code, note].filter(Boolean).join(", ");
}
