// The rules' desk: the list with its switches, the rule in hand, and how far the re-check is.

import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { fill } from "../format.js";
import { Problem, shell } from "../console/shell.js";
import { editor } from "./editor.js";

const LOOK = 1_500; // at the job that judges what is in
const SOME = 10_000; // at what it and the next forms find
const BADGES = { error: ["badge badge-crit", "crit"], warning: ["badge badge-warn", "warn"] };
const page = await shell();
const { api, words, fmt, election, me } = page;
const below = matchMedia("(max-width: 62rem)"); // where the rule in hand stands under the list
const part = (id) => document.getElementById(id);
const mayChange = me.roles.includes("admin");
const path = () => `/v1/elections/${encodeURIComponent(election.id)}/rules`;
const now = { rules: [], job: null, picked: null };
let timer = null;
let desk = null;

async function read() {
  clearTimeout(timer);
  const answer = await api.get(path());
  [now.rules, now.job] = [answer.items, answer.job];
  draw();
  const busy = ["queued", "running"].includes(answer.job?.state);
  timer = setTimeout(again, busy ? LOOK : SOME);
  return answer;
}

// A look that fails is made good by the next; the frame says that the line is down.
async function again() {
  try {
    await read();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    timer = setTimeout(again, SOME);
  }
}

function draw() {
  const { rules: items, job } = now;
  const active = items.filter((rule) => rule.active).length;
  write(part("how-many"), fill(words.active, { n: fmt.count(active), all: fmt.count(items.length) }));
  drawJob(job);
  keep(part("rules"), items, (rule) => rule.id, () => stamp("rule-row"), drawRule);
}

function drawJob(job) {
  const badge = part("job");
  show(badge, Boolean(job));
  if (!job) return;
  const kinds = { done: ["badge badge-ok", "ok", words.checked], failed: ["badge badge-crit", "crit", words.failed] };
  const some = fill(words.checking, { n: fmt.count(job.done), all: fmt.count(job.total ?? 0) });
  const [kind, icon, text] = kinds[job.state] ?? ["badge badge-info", "sync", job.total ? some : words.queued];
  set(badge, "class", kind);
  useIcon(badge.querySelector("svg"), icon);
  write(slot(badge, "text"), text);
}

function drawRule(row, rule) {
  const name = nameOf(rule);
  row.classList.toggle("is-off", !rule.active);
  set(row, "aria-selected", String(rule.id === now.picked));
  write(slot(row, "name"), name);
  write(slot(row, "text"), rule.expression.split("\n").join(" · "));
  write(slot(row, "notes"), notes(rule).join(" · "));
  const [kind, icon] = BADGES[rule.severity];
  set(slot(row, "badge"), "class", kind);
  useIcon(slot(row, "badge").querySelector("svg"), icon);
  write(slot(row, "severity"), words.severities[rule.severity]);
  write(slot(row, "open"), rule.open ? fmt.count(rule.open) : "–");
  slot(row, "pick").onclick = () => {
    pick(rule);
    if (below.matches) part("editor").scrollIntoView();
  };
  const box = slot(row, "active");
  [box.checked, box.disabled] = [rule.active, !mayChange];
  set(box, "aria-label", fill(words.on, { name }));
  box.onchange = () => turn(rule, box);
}

function nameOf(rule) {
  return words.names[rule.id] ?? rule.message;
}

function notes(rule) {
  const [[unit, value]] = Object.entries(rule.tolerance);
  return [
    value ? fill(words[unit], { n: exact(value) }) : "",
    rule.own ? words.own : "",
    rule.changed ? words.changed : "",
  ].filter(Boolean);
}

function exact(value) {
  return fmt.number(value, (String(value).split(".")[1] ?? "").length);
}

function pick(rule) {
  now.picked = rule.id;
  for (const row of part("rules").children) set(row, "aria-selected", String(row.dataset.key === rule.id));
  desk.show(rule, nameOf(rule));
}

function begin() {
  now.picked = null;
  draw();
  desk.begin();
}

async function turn(rule, box) {
  const { expression, severity, message, tolerance, version } = rule;
  try {
    const saved = await put(rule.id, { expression, severity, message, tolerance, version, active: box.checked });
    desk.moved(saved);
    page.say(box.checked ? words.switchedOn : words.switchedOff);
  } catch (error) {
    box.checked = rule.active;
    page.fail(error);
    if (error.status === 412) again();
  }
}

async function put(id, body) {
  const saved = await api.send("PUT", `${path()}/${encodeURIComponent(id)}`, body);
  await read();
  return saved;
}

async function drop({ id, version }) {
  await api.send("DELETE", `${path()}/${encodeURIComponent(id)}?version=${version}`);
  now.picked = null;
  const { items } = await read();
  pick(items[0]);
}

if (election) {
  const answer = await page.load(read);
  const names = Object.entries(answer.constants).map(([name, value]) => `${name} = ${exact(value)}`);
  write(part("constants"), names.join(" · "));
  const taken = () => now.rules.map((rule) => rule.id);
  desk = editor({ page, path, put, drop, reread: again, mayChange, taken, pick, nameOf });
  if (part("new")) part("new").onclick = begin;
  pick(answer.items[0]);
  page.face("live");
} else {
  page.face("none");
}
