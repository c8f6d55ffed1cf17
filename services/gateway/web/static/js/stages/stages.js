// The stages of the chosen election: shown to all, changed by who may.

import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { fill } from "../format.js";
import { asked } from "../console/dialog.js";
import { shell } from "../console/shell.js";
import { daysOf, rows } from "./tree.js";

const PLANNERS = ["admin", "operator"];
const BADGES = {
  upcoming: ["badge badge-info", "clock"],
  running: ["badge badge-ok", "ok"],
  over: ["badge", "check"],
  undated: ["badge", "wait"],
};
const at = (id) => document.getElementById(id);

const page = await shell({ topics: ["elections.stages_changed"], onEvent });
const { api, words, fmt, me, election } = page;
const root = election && `/v1/elections/${encodeURIComponent(election.id)}/stages`;
const may = me.roles.some((role) => PLANNERS.includes(role));
let all = [];

function onEvent({ topic, data }) {
  if (topic === "elections.stages_changed" && data.data.election === election?.id) read().catch(page.fail);
}

async function read() {
  const found = await api.get(root);
  all = rows(found.items);
  write(at("today"), fill(words.today, { day: fmt.day(found.today), zone: fmt.zone }));
  write(at("stages-title"), found.name);
  show(at("empty"), all.length === 0);
  show(at("stages"), all.length > 0);
  show(at("add"), may);
  keep(at("rows"), all, (one) => one.id, () => stamp("row-template"), drawRow);
  if (all.length === 0 && may) await offer();
}

function drawRow(row, one) {
  set(row, "data-depth", String(one.depth));
  set(row, "data-state", one.state);
  write(slot(row, "name"), one.name);
  write(slot(row, "days"), daysOf(one, words, fmt.day));
  write(slot(row, "body"), one.body);
  write(slot(row, "basis"), one.basis);
  const [kind, icon] = BADGES[one.state];
  set(slot(row, "badge"), "class", kind);
  useIcon(slot(row, "badge").querySelector("svg"), icon);
  write(slot(row, "state"), words.states[one.state]);
  show(slot(row, "acts"), may);
  write(slot(row, "edit-name"), ` ${one.name}`);
  write(slot(row, "delete-name"), ` ${one.name}`);
  slot(row, "edit").onclick = () => edit(one);
  slot(row, "delete").onclick = () => remove(one);
}

async function offer() {
  const { items } = await api.get("/v1/elections/stages/templates");
  const named = (one) => fill(words.templateOf, { name: one.name, n: fmt.count(one.stages), day: fmt.day(one.voting_day) });
  at("templates").replaceChildren(...items.map((one) => new Option(named(one), one.id)));
  at("template").elements.shift_to.value = election.date;
  show(at("template"), true);
}

async function edit(one = null) {
  const form = at("dialog").querySelector("form");
  const others = all.filter((other) => other.id !== one?.id);
  form.elements.parent.replaceChildren(new Option(words.none, ""), ...others.map((other) => new Option(other.name, other.id)));
  for (const name of ["id", "name", "parent", "starts", "ends", "timing", "body", "basis"]) {
    form.elements[name].value = one?.[name] ?? "";
  }
  form.elements.id.readOnly = one !== null;
  const given = await asked(at("dialog"));
  if (!given) return;
  const { id, ...fields } = given;
  for (const name of ["parent", "starts", "ends"]) fields[name] ||= null;
  if (one) Object.assign(fields, { place: one.place, remind: one.remind });
  else fields.place = 1 + all.filter((other) => other.parent === fields.parent).length;
  await done(api.send("PUT", `${root}/${encodeURIComponent(id)}`, fields), words.saved);
}

async function remove(one) {
  write(at("sure-name"), one.name);
  if (await asked(at("sure"))) {
    await done(api.send("DELETE", `${root}/${encodeURIComponent(one.id)}`), words.deleted);
  }
}

async function done(sent, text) {
  try {
    const { name } = await sent;
    page.say(fill(text, { name }));
    await read();
  } catch (error) {
    page.fail(error);
  }
}

async function load(event) {
  event.preventDefault();
  try {
    const { loaded } = await api.send("POST", `${root}/template`, Object.fromEntries(new FormData(event.target)));
    page.say(fill(words.loaded, { n: fmt.count(loaded) }));
    await read();
  } catch (error) {
    page.fail(error);
  }
}

// A page on a plain local network may not reach the clipboard: then the address is marked to copy.
async function copy() {
  at("feed").select();
  if (!navigator.clipboard) return;
  await navigator.clipboard.writeText(at("feed").value);
  page.say(words.copied);
}

at("add").addEventListener("click", () => edit());
at("template").addEventListener("submit", load);
at("copy").addEventListener("click", () => copy().catch(page.fail));
if (election) {
  at("feed").value = new URL(`${root}.ics`, location.href).href;
  await page.load(read);
}
page.face(election ? "live" : "none");
