// Reports of damage: what waits for somebody, and the steps that may be taken with each.

import { asked } from "../console/dialog.js";
import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { fill } from "../format.js";
import { gallery } from "./photos.js";

const PAGE = 50;
const ROOT = "/v1/gis/damage";
const EDITORS = ["admin", "gis_editor", "operator"];
const BADGES = {
  reported: ["badge badge-info", "wait"],
  verified: ["badge badge-warn", "warn"],
  scheduled: ["badge badge-warn", "wait"],
  done: ["badge badge-ok", "ok"],
  refused: ["badge badge-crit", "crit"],
};
export const NEXT = {
  reported: ["verified", "refused"],
  verified: ["scheduled", "refused"],
  scheduled: ["done", "refused"],
};
const at = (id) => document.getElementById(id);

// A place on a section as road builders write it.
export function station(metre) {
  const whole = Math.round(metre);
  return `STA ${Math.floor(whole / 1000)}+${String(whole % 1000).padStart(3, "0")}`;
}

export function damages(page) {
  const { api, words, fmt, me, say, fail } = page;
  const may = me.roles.some((role) => EDITORS.includes(role));
  const photos = gallery(page, (title, one) => question(title, one, { reason: true }), () => read());
  let shown = [];

  async function read(after = "") {
    const query = new URLSearchParams({ limit: PAGE, state: at("state").value, ...(after && { after }) });
    const { items, next } = await api.get(`${ROOT}?${query}`);
    await photos.read(items);
    shown = after ? [...shown, ...items] : items;
    keep(at("damage"), shown, (one) => one.id, () => stamp("report"), draw);
    show(at("no-damage"), shown.length === 0);
    show(at("more-damage"), next !== null);
    at("more-damage").firstElementChild.onclick = () => read(next).catch(fail);
  }

  function draw(node, one) {
    const [kind, icon] = BADGES[one.state];
    set(slot(node, "badge"), "class", kind);
    useIcon(slot(node, "badge").querySelector("svg"), icon);
    write(slot(node, "state"), words.damage.state[one.state]);
    write(slot(node, "what"), `${words.damage.kind[one.kind]}, ${words.damage.severity[one.severity]}`);
    write(slot(node, "where"), place(one));
    write(slot(node, "text"), one.description ?? "");
    due(slot(node, "due"), one);
    photos.draw(node, one);
    const steps = may ? (NEXT[one.state] ?? []) : [];
    keep(slot(node, "acts"), steps, (step) => step, () => stamp("act"), (button, step) => {
      write(button, words.damage.step[step]);
      set(button, "class", step === "refused" ? "btn btn-quiet" : "btn");
      button.onclick = () => take(one, step).catch(fail);
    });
  }

  function place(one) {
    return one.road ? `${one.road_name} (${one.road}), ${station(one.metre)}` : words.damage.nowhere;
  }

  function due(node, one) {
    const open = one.state in NEXT;
    const late = open && Date.parse(one.due_at) < Date.now();
    node.classList.toggle("is-late", late);
    const text = late ? words.damage.late : words.damage.due;
    write(node, open ? fill(text, { day: fmt.moment(one.due_at) }) : "");
  }

  // Ask for a reason, needed or not, and for a day where there is to be one.
  function question(title, one, { day = false, reason = false }) {
    write(at("step-title"), title);
    write(at("step-what"), `${words.damage.kind[one.kind]}, ${place(one)}`);
    show(at("step-day"), day);
    const form = at("step").querySelector("form").elements;
    form.scheduled_on.required = day;
    form.reason.required = reason;
    return asked(at("step"));
  }

  async function take(one, state) {
    const needs = { day: state === "scheduled", reason: state === "refused" };
    const given = await question(words.damage.step[state], one, needs);
    if (!given) return;
    const day = state === "scheduled" ? { scheduled_on: given.scheduled_on } : {};
    try {
      const { id } = await api.send("POST", `${ROOT}/${one.id}/steps`, { state, reason: given.reason, ...day });
      say(fill(words.damage.moved, { id, state: words.damage.state[state] }));
    } finally {
      await read();
    }
  }

  at("state").addEventListener("change", () => read().catch(fail));
  return { read };
}
