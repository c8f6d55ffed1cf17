// Layers: what there is, a file that comes in, a file that goes out, and what a layer is.

import { shell } from "../console/shell.js";
import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { facts } from "./facts.js";
import { giving } from "./giving.js";
import { kindOf, makes, readers, saidOf, titleOf } from "./showing.js";
import { taking } from "./taking.js";

const SOON = 1_000;
const at = (id) => document.getElementById(id);
const page = await shell({ topics: ["gis.layer_changed", "gis.feature_changed"], onEvent });
const { api, words, fmt, me } = page;
const give = giving(page);
const change = facts(page, read);
const take = taking(page, read);
let turn = 0;
let waiting = null;

// Many changes in a row are one reading.
function onEvent({ topic }) {
  if (!topic.startsWith("gis.") || turn === 0) return;
  waiting ??= setTimeout(() => {
    waiting = null;
    read().catch(page.fail);
  }, SOON);
}

// Of two readings that cross, the later one stands.
async function read() {
  turn += 1;
  const mine = turn;
  const { collections } = await api.get("/v1/gis/collections?f=json");
  if (mine !== turn) return;
  const sorted = [...collections].sort((a, b) => titleOf(a, words).localeCompare(titleOf(b, words)));
  keep(at("layers"), sorted, (one) => one.id, () => stamp("layer"), draw);
  write(at("count"), fmt.count(sorted.length));
  take.offer(sorted);
}

function draw(row, layer) {
  const [title, ours] = [titleOf(layer, words), layer.kendali];
  write(slot(row, "title"), title);
  write(slot(row, "id"), ours.built_in ? `${layer.id} · ${words.builtIn}` : layer.id);
  write(slot(row, "kind"), kindOf(ours.geometry_type, words));
  write(slot(row, "version"), fmt.count(ours.version));
  for (const name of ["source", "licence", "rhythm"]) said(slot(row, name), saidOf(layer, name, words));
  write(slot(row, "changed"), ours.changed_at ? fmt.moment(ours.changed_at) : words.neverChanged);
  write(slot(row, "read"), readers(ours.permissions, words));
  button(slot(row, "export"), fill(words.export, { layer: title }), () => give.open(layer));
  button(slot(row, "change"), fill(words.change, { layer: title }), () => change.open(layer));
  show(slot(row, "change"), makes(me));
}

function said(node, text) {
  write(node, text || words.notSaid);
  node.classList.toggle("muted", !text);
}

function button(node, label, act) {
  set(node, "aria-label", label);
  node.onclick = act;
}

await page.load(read);
page.face("live");
await take.resume();
document.body.dataset.ready = "yes";
