// Agenda books: looked through here, and made as PDF or XLSX by a job that says how far it is.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { explain } from "../console/api.js";
import { table } from "./archive_table.js";
import { office } from "./frame.js";
import { filtering } from "./listing.js";

const BOOKS = "/v1/office/books";
const AGAIN = 700; // milliseconds between two looks at the job
const at = (id) => document.getElementById(id);
const form = at("filters");
const page = await office();
const { words, fmt } = page;
const buttons = [...document.querySelectorAll("[data-format]")];

form.elements.until.value ||= page.today;
form.elements.since.value ||= `${page.today.slice(0, 4)}-01-01`;
const filters = filtering(form, () => reread());
const book = () => ({ ...filters(), ...(page.acting?.records && { unit: page.acting.unit }) });
const lines = table(page, { ask, key: (line) => line.join("\n"), make: () => document.createElement("tr"), draw, found });

function ask(paging) {
  return `${BOOKS}?${new URLSearchParams({ ...page.as, ...book(), ...paging })}`;
}

function draw(node, cells) {
  keep(node, cells.map((text, place) => ({ text, place })), (one) => one.place, () => document.createElement("td"), (cell, one) => write(cell, one.text));
}

function found(answer) {
  if (!answer.heads) return;
  keep(at("heads"), answer.heads, (one) => one, headed, (cell, one) => write(cell, one));
  write(at("count"), fmt.counted(words.lines, answer.total));
}

function headed() {
  const cell = document.createElement("th");
  cell.scope = "col";
  return cell;
}

// Who keeps no unit's records sees why there is no book here, on a page that lives.
async function read() {
  try {
    await lines.read();
    refuse("");
  } catch (error) {
    if (![403, 422].includes(error.status)) throw error;
    lines.clear();
    refuse(explain(error, words));
  }
}

function refuse(why) {
  show(at("refused"), why !== "");
  write(at("refused").querySelector("span"), why);
  if (why) show(at("nothing"), false);
  for (const button of buttons) button.disabled = why !== "";
}

const reread = () => read().catch(page.fail);

async function make(format) {
  for (const button of buttons) button.disabled = true;
  at("downloads").replaceChildren();
  try {
    await follow(await page.api.send("POST", BOOKS, { ...book(), format, ...page.as }));
  } finally {
    for (const button of buttons) button.disabled = false;
    show(at("stop"), false);
  }
}

async function follow(job) {
  const address = `${BOOKS}/${job.id}`;
  at("stop").onclick = () => page.api.send("DELETE", address).catch(page.fail);
  for (let told = job; ; told = await page.api.get(address)) {
    tell(told, address);
    if (!["queued", "running"].includes(told.state)) return;
    await new Promise((go) => setTimeout(go, AGAIN));
  }
}

function tell(job, address) {
  const state = { done: words.made, failed: fill(words.failed, { why: job.message }) }[job.state];
  const making = fill(words.making, { done: fmt.count(job.done), total: fmt.count(job.total ?? 0) });
  show(at("making"), job.state !== "cancelled");
  set(at("making"), "data-state", job.state);
  write(slot(at("making"), "said"), state ?? making);
  show(at("stop"), ["queued", "running"].includes(job.state));
  const parts = Array.from({ length: job.state === "done" ? (job.parts ?? 1) : 0 }, (_, n) => n + 1);
  keep(at("downloads"), parts, (n) => n, () => stamp("download-template"), (node, n) => {
    set(node, "href", `${address}/file?part=${n}`);
    write(node, parts.length > 1 ? fill(words.part, { n: fmt.count(n) }) : words.download);
  });
}

for (const button of buttons) button.onclick = () => make(button.dataset.format).catch(page.fail);
await page.load(read);
page.face("live");
