// Rehearsals: plan one for the chosen election, watch it, read its report.

import { draw, keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { fill } from "../format.js";
import { asked } from "../console/dialog.js";
import { shell } from "../console/shell.js";
import { columns, lines, planned } from "./plan.js";

const PLANNERS = ["admin", "operator"];
const GOING = ["queued", "running"];
const BADGES = {
  queued: ["badge badge-info", "clock"],
  running: ["badge badge-info", "sync"],
  done: ["badge badge-ok", "ok"],
  failed: ["badge badge-crit", "crit"],
  cancelled: ["badge", "x"],
};
const LOOK = 1_500;
const at = (id) => document.getElementById(id);

const page = await shell();
const { api, words, fmt, me, election, elections } = page;
const mayRemove = me.roles.includes("admin");
const may = me.roles.some((role) => PLANNERS.includes(role));
const real = election && !election.rehearsal ? election : elections.find((one) => !one.rehearsal);
let waiting = 0;

async function read() {
  clearTimeout(waiting);
  const { items } = await api.get("/v1/simulations?limit=20");
  keep(at("list"), items, (one) => one.id, () => stamp("held"), drawHeld);
  show(at("none"), items.length === 0);
  if (items.some((one) => GOING.includes(one.state))) waiting = setTimeout(() => page.load(read), LOOK);
}

function drawHeld(node, one) {
  const source = elections.find((other) => other.id === one.of);
  const tps = fmt.count(one.report ? one.report.contests[0].expected : one.plan.tps);
  const about = source ? fill(words.of, { tps, name: source.name }) : fill(words.made, { tps, area: one.area });
  const speed = one.plan.speed ? fill(words.speeds.times, { n: fmt.count(one.plan.speed) }) : words.speeds.zero;
  write(slot(node, "name"), about);
  write(slot(node, "plan"), speed);
  write(slot(node, "when"), fmt.moment(one.created_at));
  drawState(node, one);
  set(slot(node, "wall"), "href", `/wall/${encodeURIComponent(one.election)}`);
  show(slot(node, "stop"), may && GOING.includes(one.state));
  write(slot(node, "stop-name"), ` ${about}`);
  slot(node, "stop").onclick = () => stop(one);
  show(slot(node, "remove"), mayRemove && !GOING.includes(one.state));
  write(slot(node, "remove-name"), ` ${about}`);
  slot(node, "remove").onclick = () => remove(one, about);
  drawReport(node, one.report);
}

function drawState(node, one) {
  const [kind, icon] = BADGES[one.state];
  set(slot(node, "badge"), "class", kind);
  useIcon(slot(node, "badge").querySelector("svg"), icon);
  write(slot(node, "state"), one.removing && GOING.includes(one.state) ? words.removing : words.states[one.state]);
  show(slot(node, "progress"), GOING.includes(one.state) && one.total !== null);
  if (one.total) {
    set(slot(node, "bar"), "width", `${(100 * one.done) / one.total}%`);
    write(slot(node, "done"), fill(words.progress, { done: fmt.count(one.done), total: fmt.count(one.total) }));
  }
}

function drawReport(node, report) {
  show(slot(node, "report"), report !== null);
  show(slot(node, "chart"), report !== null);
  show(slot(node, "limits"), report !== null);
  if (!report) return;
  for (const [name, text] of Object.entries(lines(report, words, fmt))) write(slot(node, name), text);
  const chart = slot(node, "hours");
  const told = report.arrivals.map((hour) => fmt.count(hour.forms)).join(", ");
  set(chart, "aria-label", told);
  chart.replaceChildren(...columns(report.arrivals, 240, 60).map((box) => draw("rect", { ...box, class: "f-ink" })));
}

async function begin(event) {
  event.preventDefault();
  try {
    await api.send("POST", "/v1/simulations", planned(Object.fromEntries(new FormData(event.target)), real.id));
    page.say(words.started);
    await read();
  } catch (error) {
    page.fail(error);
  }
}

async function stop(one) {
  try {
    await api.send("POST", `/v1/simulations/${one.id}/cancel`, {});
    page.say(words.stopped);
    await read();
  } catch (error) {
    page.fail(error);
  }
}

async function remove(one, name) {
  write(slot(at("remove-dialog"), "sure"), fill(words.sure, { name }));
  if (!(await asked(at("remove-dialog")))) return;
  try {
    await api.send("DELETE", `/v1/simulations/${one.id}`);
    page.say(words.removed);
    await read();
  } catch (error) {
    page.fail(error);
  }
}

if (may && real) {
  write(at("source"), real.name);
  at("plan").addEventListener("submit", begin);
  show(at("planning"), true);
}
await page.load(read);
page.face("live");
