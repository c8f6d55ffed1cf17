// Notes by leaders: a figure is asked about of its agency, as an order, and answered there.

import { asked } from "../console/dialog.js";
import { explain } from "../console/api.js";
import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { fill } from "../format.js";
import { mark } from "../orders/state.js";
import { notesPath, orderAbout } from "./state.js";

const REST = 250; // after the last letter before it is looked for
const DAY = 86_400_000;
const USUAL = 7; // days to answer
const READERS = ["admin", "operator", "verifier", "gis_editor", "officer", "viewer"];
const at = (id) => document.getElementById(id);

export async function noting({ page, tell, changed }) {
  const { api, words, fmt, me } = page;
  const reads = me.roles.some((role) => READERS.includes(role));
  const mine = reads ? await page.load(() => api.get("/v1/orders/me")) : { positions: [], room: false };
  const gives = mine.room || mine.positions.length > 0;
  const form = at("ask-dialog").querySelector("form");
  let [shown, timer, turn] = [null, null, 0];
  seats();
  show(at("notes"), reads);
  at("ask-q").oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(() => search().catch(page.fail), REST);
  };
  at("ask-q").onkeydown = (event) => {
    if (event.key === "Enter") event.preventDefault(); // it looks, and sends nothing
  };
  at("ask").onclick = () => ask().catch(page.fail);

  function seats() {
    const options = mine.positions.map((one) => new Option(one.title, one.code));
    if (mine.room) options.unshift(new Option(words.order.room, ""));
    form.elements.as.replaceChildren(...options);
    show(at("ask-as"), options.length > 1);
  }

  async function draw(told) {
    shown = told;
    show(at("ask"), gives && told.period !== null);
    if (!reads) return;
    const { items } = await api.get(notesPath(told.chosen, told.area));
    if (shown !== told) return;
    show(at("no-notes"), items.length === 0);
    keep(at("notes-list"), items, (one) => one.id, () => stamp("note"), note);
    set(at("notes"), "data-shown", `${told.chosen}/${told.area}`);
  }

  function note(node, one) {
    badge(slot(node, "badge"), mark(one.state));
    write(slot(node, "state"), words.order.state[one.state]);
    write(slot(node, "number"), one.number);
    set(slot(node, "number"), "href", `/console/orders#${one.id}`);
    write(slot(node, "from"), fill(words.order.from, { giver: one.given_as ? one.given_title : words.order.room }));
    write(slot(node, "until"), fill(words.order.until, { time: fmt.moment(one.deadline) }));
    write(slot(node, "text"), one.text);
    keep(slot(node, "answers"), one.receivers, (each) => each.id, () => stamp("answer-row"), answer);
  }

  function answer(row, one) {
    write(slot(row, "who"), one.title);
    const state = words.order.receiver[one.state];
    write(slot(row, "what"), one.reason ? `${state}: “${one.reason}”` : state);
    const by = one.answered_by ? fill(words.answeredBy, { name: one.answered_by }) : "";
    write(slot(row, "when"), [by, fmt.moment(one.times[one.state] ?? one.times.sent)].filter(Boolean).join(", "));
  }

  function badge(node, [icon, kind]) {
    set(node, "class", `badge ${kind}`.trim());
    useIcon(node.querySelector("svg"), icon);
  }

  // ---- to ask

  const subject = (told, head) => fill(words.about, { title: tell.title(head), area: told.name, period: tell.period(told.period), value: tell.plain(head, head.value) });

  async function ask() {
    const told = shown;
    const head = told.headlines.find((one) => one.code === told.chosen);
    write(at("ask-about"), subject(told, head));
    at("ask-q").value = head.owner;
    wrong("");
    await search();
    form.elements.until.value = days(USUAL);
    form.elements.until.min = days(0);
    const fields = await asked(at("ask-dialog"));
    if (fields) await send(told, head, fields);
  }

  async function send(told, head, fields) {
    const body = {
      text: `${subject(told, head)} ${fields.text.trim()}`,
      to: [{ kind: "position", code: fields.to }],
      deadline: new Date(`${fields.until}T23:59:00`).toISOString(),
      about: orderAbout(told.chosen, told.area, told.period),
      ...(fields.as && { as: fields.as }),
    };
    try {
      const made = await api.send("POST", "/v1/orders", body);
      page.say(fill(words.asked, made));
      await changed();
    } catch (error) {
      if (error.status === undefined) throw error;
      form.elements.text.value = fields.text; // what was written is not lost
      wrong(explain(error, words));
      form.elements.until.value = fields.until;
      await search();
      const again = await asked(at("ask-dialog"));
      if (again) await send(told, head, again);
    }
  }

  function wrong(text) {
    show(at("ask-wrong"), text !== "");
    write(slot(at("ask-wrong"), "text"), text);
  }

  async function search() {
    const mineTurn = (turn += 1);
    const q = at("ask-q").value.trim();
    const { items } = q ? await api.get(`/v1/recipients?kind=position&q=${encodeURIComponent(q)}`) : { items: [] };
    if (mineTurn !== turn) return;
    at("ask-to").replaceChildren(...items.map((one) => new Option([one.name, one.note].filter(Boolean).join(" · "), one.code)));
    wrong(items.length ? "" : words.nobody);
    set(at("ask-dialog"), "data-found", String(items.length));
  }

  return { draw };
}

function days(count) {
  const then = new Date(Date.now() + count * DAY);
  return [then.getFullYear(), then.getMonth() + 1, then.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}
