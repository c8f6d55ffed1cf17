// Letters that wait for one's signature: chosen, signed with one passphrase, and told one by one.

import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { fill } from "../format.js";
import { COUNTED } from "./counters.js";
import { office } from "./frame.js";
import { later } from "./listing.js";
import { reasonOf, signing } from "./signing.js";
import { MOST, chosenOf, outcome, pruned } from "./signing_rows.js";

const at = (id) => document.getElementById(id);
let [letters, chosen, results, job] = [[], new Set(), new Map(), null];

const again = later(() => job === null && read().catch(page.fail));
const page = await office({ topics: COUNTED, onEvent: () => again() });
const { api, words, fmt } = page;

async function read() {
  const query = new URLSearchParams({ box: "to_sign", limit: "200", ...page.as });
  letters = page.acting ? (await api.get(`/v1/office/letters?${query}`)).items : [];
  chosen = pruned(chosen, letters);
  draw();
}

function draw() {
  const rows = [...letters, ...signedSince()];
  show(at("nothing"), rows.length === 0);
  show(at("choosing"), rows.length > 0);
  keep(at("letters"), rows, (one) => one.id, () => stamp("letter-template"), drawRow);
  const n = chosen.size;
  const busy = job !== null;
  at("all").checked = n > 0 && n === Math.min(MOST, letters.length);
  at("all").disabled = busy || letters.length === 0;
  at("go").disabled = busy || n === 0;
  write(slot(at("go"), "text"), n ? fill(words.list.sign, { n: fmt.count(n) }) : words.list.none);
  write(at("chosen"), letters.length ? fill(words.list.chosen, { n: fmt.count(n), of: fmt.count(letters.length) }) : "");
}

// What this page signed stays on it, so that its numbers can be read.
function signedSince() {
  const waiting = new Set(letters.map((one) => one.id));
  return [...results.values()].filter((one) => one.row && !waiting.has(one.row.id)).map((one) => one.row);
}

function drawRow(node, one) {
  const box = slot(node, "choose");
  const waits = letters.includes(one);
  const subject = one.subject || (one.subject === null ? words.list.sealed : words.list.untitled);
  set(box, "aria-label", subject);
  box.checked = chosen.has(one.id);
  box.disabled = job !== null || !waits || (!box.checked && chosen.size >= MOST);
  box.onchange = () => {
    if (!chosen.delete(one.id)) chosen.add(one.id);
    draw();
  };
  write(slot(node, "subject"), subject);
  set(slot(node, "subject"), "href", `/office/letters/${one.id}`);
  write(slot(node, "from"), one.drafter_title ?? one.drafter);
  show(slot(node, "urgency"), one.urgency !== "ordinary");
  write(slot(node, "urgency-word"), words.list.urgencies[one.urgency]);
  const told = outcome(one, results.get(one.id)?.result, job, words);
  set(node, "data-result", told.name);
  useIcon(slot(node, "state").querySelector("svg"), told.icon);
  write(slot(node, "state-word"), told.text);
}

async function go() {
  const rows = chosenOf(letters, chosen);
  const order = rows.map((one) => ({ letter: one.id, version: one.version, subject: one.subject }));
  show(at("why"), false);
  try {
    const ended = await signing(page, order, { began: (begun) => take(begun, rows), progress: (told) => take(told, rows) });
    if (ended) finish(ended);
  } finally {
    job = null;
    show(at("progress"), false);
    await read();
  }
}

function take(told, rows) {
  job = told;
  const of = told.total ?? rows.length;
  for (const result of told.letters ?? []) {
    results.set(result.letter, { result, row: rows.find((one) => one.id === result.letter) });
  }
  show(at("progress"), true);
  set(at("bar"), "max", String(of));
  set(at("bar"), "value", String(told.done));
  write(at("progress-text"), fill(words.list.progress, { n: fmt.count(told.done), of: fmt.count(of) }));
  draw();
}

function finish(ended) {
  const signed = ended.letters.filter((one) => ["signed", "sent"].includes(one.state)).length;
  const left = ended.letters.length - signed;
  chosen = new Set();
  page.say(fill(words.list.ended, { signed: fmt.count(signed), left: fmt.count(left) }), left ? "warn" : "ok", true);
  show(at("why"), ended.state !== "done");
  if (ended.state !== "done") write(slot(at("why"), "text"), reasonOf(ended, words.signing));
  set(document.body, "data-ended", ended.id);
}

at("all").onchange = () => {
  chosen = at("all").checked ? new Set(letters.slice(0, MOST).map((one) => one.id)) : new Set();
  draw();
};
at("go").onclick = () => go().catch(page.fail);
at("stop").onclick = () => api.send("DELETE", `/v1/office/signings/${encodeURIComponent(job.id)}`).catch(page.fail);
await page.load(read);
page.face("live");
