// The question by which an order is given: whom, what, until when.

import { asked } from "../console/dialog.js";
import { explain } from "../console/api.js";
import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { deadline } from "./state.js";

const REST = 250; // after the last letter before it is looked for
const at = (id) => document.getElementById(id);

// `done(order)` hears of an order that was given.
export async function giving({ page, words, done }) {
  const { api } = page;
  const me = await page.load(() => api.get("/v1/orders/me"));
  const may = me.room || me.positions.length > 0;
  const dialog = at("give-dialog");
  const form = dialog.querySelector("form");
  let [chosen, timer, asking] = [[], null, 0];
  roles();
  at("give-q").oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(search, REST);
  };
  at("give-q").onkeydown = (event) => {
    if (event.key === "Enter") event.preventDefault(); // it looks, and gives nothing
  };
  at("give").onclick = open;
  show(at("give"), may);

  function roles() {
    const select = form.elements.as;
    const options = me.positions.map((one) => new Option(one.title, one.code));
    if (me.room) options.unshift(new Option(words.room, ""));
    select.replaceChildren(...options);
    show(at("give-as"), options.length > 1);
  }

  async function open() {
    chosen = [];
    wrong("");
    for (;;) {
      list();
      found([]);
      const kept = [...form.elements].filter((one) => one.name).map((one) => [one, one.value, one.checked]);
      const fields = await asked(dialog);
      if (!fields) return;
      try {
        const told = await give(fields);
        page.say(fill(words.given, told));
        return done(told);
      } catch (error) {
        wrong(error instanceof TypeError ? error.message : explain(error, words));
        restore(fields, kept);
      }
    }
  }

  async function give(fields) {
    if (!chosen.length) throw new TypeError(words.noTo);
    const until = deadline(fields.minutes, fields.own, Date.now());
    if (!until) throw new TypeError(words.noDeadline);
    const to = chosen.map(({ kind, code }) => ({ kind, code }));
    const body = { text: fields.text.trim(), to, deadline: until, urgency: fields.urgency, exercise: fields.exercise === "yes" };
    return api.send("POST", "/v1/orders", fields.as ? { ...body, as: fields.as } : body);
  }

  // The form was emptied when it was sent: what was written is put back.
  function restore(fields, kept) {
    for (const [one] of kept) {
      if (one.type === "radio" || one.type === "checkbox") one.checked = fields[one.name] === one.value;
      else one.value = fields[one.name] ?? "";
    }
  }

  async function search() {
    const q = at("give-q").value.trim();
    const turn = (asking += 1);
    if (q.length < 2) return found([]);
    try {
      const told = await api.get(`/v1/recipients?q=${encodeURIComponent(q)}`);
      if (turn === asking) found(told.items);
    } catch (error) {
      if (error.status === undefined) throw error;
      wrong(explain(error, words));
    }
  }

  function found(items) {
    const fresh = items.filter((one) => !chosen.some((each) => same(each, one)));
    keep(at("give-found"), fresh, (one) => `${one.kind}/${one.code}`, () => stamp("found-row"), (row, one) => {
      write(slot(row, "kind"), words.kind[one.kind]);
      write(slot(row, "name"), one.name);
      const vacant = one.kind === "position" && !one.holders.length;
      write(slot(row, "note"), [one.note, vacant ? words.vacant : one.holders.join(", ")].filter(Boolean).join(" · "));
      row.firstElementChild.onclick = () => take(one);
    });
    set(dialog, "data-found", String(fresh.length));
  }

  function take(one) {
    chosen = [...chosen, one];
    at("give-q").value = "";
    at("give-q").focus();
    found([]);
    list();
  }

  function list() {
    keep(at("give-chosen"), chosen, (one) => `${one.kind}/${one.code}`, () => stamp("chosen-row"), (row, one) => {
      write(slot(row, "name"), one.name);
      write(slot(row, "remove"), fill(words.remove, one));
      row.querySelector("button").onclick = () => {
        chosen = chosen.filter((each) => !same(each, one));
        list();
      };
    });
  }

  function wrong(text) {
    show(at("give-wrong"), text !== "");
    write(slot(at("give-wrong"), "text"), text);
  }

  return { may };
}

const same = (one, other) => one.kind === other.kind && one.code === other.code;
