// Beside an incident: tasks, orders, and the log, which grows and never shrinks.

import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { fill } from "../format.js";
import { clockOf, isOpen } from "./shown.js";

const at = (id) => document.getElementById(id);
const ORDER_ICONS = { done: "ok", cancelled: "x", overdue: "warn", not_done: "warn" };

export function side(room, deeds) {
  const { words, fmt } = room;

  function draw(one, { entries, orders, alerts }) {
    show(at("side"), one !== null);
    if (!one) return;
    tasks(one);
    given(orders);
    raised(one, alerts);
    log(one, entries);
    if (at("add-task")) at("add-task").disabled = !isOpen(one);
    if (at("add-order")) at("add-order").disabled = !isOpen(one);
  }

  function tasks(one) {
    const counted = one.tasks.filter((task) => task.state !== "dropped");
    const done = counted.filter((task) => task.state === "done");
    write(at("tasks-note"), counted.length ? fill(words.tasksDone, { n: fmt.count(done.length), all: fmt.count(counted.length) }) : "");
    show(at("tasks-none"), one.tasks.length === 0);
    keep(at("tasks"), one.tasks, (task) => task.id, () => stamp("task-row"), (node, task) => {
      const late = task.state === "open" && task.due && Date.parse(task.due) < room.now();
      set(node, "class", late ? "is-late" : `is-${task.state}`);
      const box = node.querySelector("input");
      box.id = `task-${task.id}`;
      slot(node, "text").htmlFor = box.id;
      if (!box.dataset.sending) box.checked = task.state === "done";
      box.disabled = !room.may || !isOpen(one) || task.state === "dropped";
      box.onchange = () => tick(one, task, box);
      write(slot(node, "text"), task.text);
      write(slot(node, "who"), [task.assignee, task.agency, task.ended_by].filter(Boolean).join(", "));
      const time = task.ended_at ? clockOf(task.ended_at, room.now(), fmt) : task.due ? fill(words.due, { time: clockOf(task.due, room.now(), fmt) }) : "";
      write(slot(node, "time"), time);
    });
  }

  async function tick(one, task, box) {
    const state = box.checked ? "done" : "open";
    box.dataset.sending = "yes";
    const told = await deeds.hang(`${task.incident}/tasks/${task.id}`, { state, ...room.agency() });
    delete box.dataset.sending;
    box.checked = (told ?? task).state === "done";
  }

  function given(orders) {
    show(at("orders-none"), !orders?.length);
    write(slot(at("orders-none"), "text"), orders ? at("orders-none").dataset.empty : words.order.unknown);
    keep(at("orders"), orders ?? [], (order) => order.id, () => stamp("order-row"), (node, order) => {
      const [receivers, { unanswered, all }] = [order.receivers ?? [], order.counts];
      const icon = ORDER_ICONS[order.state] ?? (unanswered === 0 ? "ok" : "wait");
      useIcon(node.querySelector("svg"), icon);
      write(slot(node, "text"), order.text);
      const who = receivers.map((one) => one.title || one.person).filter(Boolean).join(", ");
      const progress = fill(words.order.answered, { n: fmt.count(all - unanswered), all: fmt.count(all) });
      write(slot(node, "who"), [order.number, who && fill(words.order.to, { who }), progress, words.order[order.state]].filter(Boolean).join(", "));
      write(slot(node, "time"), order.deadline ? fill(words.due, { time: clockOf(order.deadline, room.now(), fmt) }) : "");
    });
  }

  // Who was told of it, and whether somebody has acknowledged it, stands on the page of alerts.
  function raised(one, alerts) {
    show(at("alerts"), alerts.length > 0);
    write(slot(at("alerts"), "text"), fmt.counted(words.alerts, alerts.length));
    set(at("alerts-link"), "href", `/console/alerts?about=${encodeURIComponent(`incident/${one.id}`)}`);
  }

  function log(one, entries) {
    const list = at("log");
    const atEnd = list.scrollTop < 8;
    const newest = [...entries].reverse();
    keep(list, newest, (entry) => entry.id, () => stamp("log-row"), (node, entry) => {
      write(slot(node, "time"), clockOf(entry.at, room.now(), fmt, true));
      set(slot(node, "time"), "datetime", entry.at);
      write(slot(node, "who"), [entry.who ?? words.system, entry.agency].filter(Boolean).join(", "));
      write(slot(node, "text"), room.entryText(entry));
    });
    if (atEnd) list.scrollTop = 0;
    set(list, "data-of", one.id);
    set(list, "data-entries", String(entries.length));
  }

  // ---- a note: typed, kept while it is typed, said until it is answered

  let stop = () => {};

  function note(one) {
    const [form, input] = [at("note"), at("note-text")];
    stop();
    const draft = `note/${one?.id ?? ""}`;
    input.value = one ? room.drafts.read(draft).text ?? "" : "";
    stop = room.drafts.follow(form, draft);
    form.onsubmit = async (event) => {
      event.preventDefault();
      const text = input.value.trim();
      if (!text || !one) return;
      input.value = "";
      room.drafts.drop(draft); // what is typed from now on is another note
      const told = await deeds.hang(`${one.id}/notes`, { text, ...room.agency() });
      if (told || room.drafts.read(draft).text) return;
      room.drafts.put(draft, { text }); // it was refused: what was typed stands there again
      if (room.chosen() === one.id) input.value = text;
    };
  }

  function start() {
    at("orders-none").dataset.empty = slot(at("orders-none"), "text").textContent;
    if (at("add-task")) at("add-task").onclick = () => deeds.task();
  }

  return { start, draw, note };
}
