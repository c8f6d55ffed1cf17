// Roads: how sound they are, a file of surveys, and reports of damage.

import { Problem, shell } from "../console/shell.js";
import { draw as shape, keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { damages } from "./damage.js";
import { csv, rows } from "./figures.js";

const EDITORS = ["admin", "gis_editor", "operator"];
const LAYERS = ["roads", "road_segments"];
const REPORTS = ["gis.road_damage_changed", "gis.damage_photos_changed"];
const SOON = 1_000;
const BAR = { step: 11, width: 8, height: 20 }; // of a trend's columns
const at = (id) => document.getElementById(id);

const page = await shell({
  topics: ["gis.layer_changed", "gis.feature_changed", ...REPORTS],
  onEvent,
});
const { api, words, fmt, me } = page;
const damage = damages(page);
let answer = null;
let waiting = null;

// Many changes in a row are one reading.
function onEvent({ topic, data }) {
  const mine = REPORTS.includes(topic) || LAYERS.includes(data.data?.layer);
  if (!mine || answer === null) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => read().catch(page.fail), SOON);
}

async function read() {
  const by = at("by").value;
  answer = await api.get(`/v1/gis/roads/statistics?by=${by}`);
  write(at("key-head"), words.by[by]);
  keep(at("figures"), rows(answer, words, fmt), (one) => `${by}:${one.key}`, () => stamp("figure"), draw);
  show(at("no-roads"), answer.items.length === 0);
  await damage.read();
}

function draw(node, { trend, name, ...texts }) {
  write(slot(node, "key"), name);
  for (const [column, text] of Object.entries(texts)) {
    const cell = column === "key" ? null : slot(node, column);
    if (cell) write(cell, text);
  }
  show(slot(node, "trend"), trend !== null);
  if (trend !== null) drawTrend(node, trend);
}

// A column for each year, as high as its share of a hundred; the figures are read out, and shown
// to who points at them.
function drawTrend(node, { bars, change, years }) {
  write(slot(node, "change"), change);
  write(slot(node, "years"), `: ${years}`);
  set(slot(node, "trend"), "title", years);
  const columns = bars.map((share, index) => {
    const height = Math.max(1, (share * BAR.height) / 100);
    return shape("rect", { x: index * BAR.step, y: BAR.height - height, width: BAR.width, height });
  });
  slot(node, "bars").replaceChildren(...columns);
}

function download() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\ufeff", csv(answer, words)], { type: "text/csv" }));
  link.download = `jalan-${answer.by}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), SOON);
}

async function survey(event) {
  event.preventDefault();
  const form = event.target;
  const query = new URLSearchParams({ source: form.elements.source.value });
  refuse([]);
  try {
    const file = new Blob([form.elements.file.files[0]], { type: "text/csv" });
    const put = await api.send("POST", `/v1/gis/roads/surveys?${query}`, file);
    page.say(fill(words.put, { surveys: fmt.count(put.surveys), segments: fmt.count(put.segments) }));
    form.reset();
    await read();
  } catch (error) {
    if (!(error instanceof Problem) || !error.problem.errors?.length) return page.fail(error);
    refuse(error.problem.errors);
  }
}

function refuse(errors) {
  const texts = errors.map((one) => `${one.field}: ${one.message}`);
  keep(at("refused"), texts, (text) => text, () => document.createElement("li"), write);
}

show(at("import"), me.roles.some((role) => EDITORS.includes(role)));
at("by").addEventListener("change", () => read().catch(page.fail));
at("csv").addEventListener("click", download);
at("print").addEventListener("click", () => window.print());
at("survey").addEventListener("submit", survey);
await page.load(read);
page.face("live");
