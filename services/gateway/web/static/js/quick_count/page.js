// The quick count's desk: which contest and sample are looked at, and when they are asked for anew.

import { show, slot, write } from "../dom.js";
import { fill } from "../format.js";
import { Problem, shell } from "../console/shell.js";
import { drawArrivals } from "./arrivals.js";
import { drawHistory } from "./chart.js";
import { design } from "./design.js";
import { drawEstimate } from "./estimate.js";
import { drawOutlook, offerBaselines } from "./outlook.js";

const PAUSE = 2_000; // between two questions, however many events say "new"
const page = await shell({
  topics: ["elections.quick_count_changed", "elections.tally_changed"],
  onEvent: ({ topic }) => topic !== "snapshot" && later(),
});
const { api, words, fmt, election, elections } = page;
const part = (id) => document.getElementById(id);
const now = { contest: null, samples: [], sample: null, baseline: "", history: [] };
let timer = null;

function later() {
  timer ??= setTimeout(async () => {
    timer = null;
    await refresh();
  }, PAUSE);
}

const path = () => `/v1/elections/${election.id}/contests/${now.contest.id}`;

async function refresh() {
  try {
    await drawAll();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    page.fail(error);
  }
}

async function drawAll() {
  const samples = await api.all(`${path()}/samples?limit=100`);
  now.samples = samples;
  now.sample = samples.find((one) => one.id === now.sample?.id) ?? samples[0] ?? null;
  showChoice();
  await Promise.all([drawSample(), drawForecast()]);
}

function showChoice() {
  const { samples, sample } = now;
  const name = (one) => fill(words.samplePlace, { name: one.name, n: fmt.count(one.size), all: fmt.count(one.population) });
  part("sample").replaceChildren(...samples.map((one) => new Option(name(one), one.id)));
  show(part("no-sample"), !sample);
  for (const id of ["sample-choice", "sample-part", "sheet"]) show(part(id), Boolean(sample));
  const publish = part("publish");
  if (publish) show(publish, Boolean(sample));
  if (!sample) return;
  part("sample").value = sample.id;
  part("sheet").href = `${path()}/samples/${sample.id}/stations?format=csv`;
  if (publish) write(slot(publish, "text"), sample.published ? words.withdraw : words.publish);
}

async function drawSample() {
  if (!now.sample) return;
  const at = `${path()}/samples/${now.sample.id}`;
  const [estimate, history] = await Promise.all([api.get(`${at}/estimate`), historyOf(now.sample.id, at)]);
  drawEstimate(estimate, words, fmt);
  drawArrivals(estimate, words, fmt);
  drawHistory(history, now.contest, fmt);
}

// A night has a thousand rows: only those after the last one known are asked for.
async function historyOf(id, at) {
  const known = now.history.of === id ? now.history : [];
  const last = known.at(-1);
  const fresh = await api.all(`${at}/history?limit=1000${last ? `&after=${encodeURIComponent(last.at)}` : ""}`);
  now.history = Object.assign([...known, ...fresh], { of: id });
  return now.history;
}

async function drawForecast() {
  const query = now.baseline ? `?baseline=${encodeURIComponent(now.baseline)}` : "";
  drawOutlook(await api.get(`${path()}/outlook${query}`), words, fmt);
}

function choose(contest) {
  [now.contest, now.sample] = [contest, null];
  now.baseline = offerBaselines(part("baseline"), elections, election, contest, words);
}

async function publish() {
  const published = !now.sample.published;
  try {
    await api.send("POST", `${path()}/samples/${now.sample.id}/publication`, { published });
    page.say(published ? words.publishedDone : words.withdrawnDone);
    await refresh();
  } catch (error) {
    page.fail(error);
  }
}

function begin() {
  const contest = part("contest");
  contest.replaceChildren(...election.contests.map((one) => new Option(one.name, one.id)));
  contest.onchange = async () => {
    choose(election.contests.find((one) => one.id === contest.value));
    await refresh();
  };
  part("sample").onchange = async (event) => {
    now.sample = now.samples.find((one) => one.id === event.target.value);
    await refresh();
  };
  part("baseline").onchange = async (event) => {
    now.baseline = event.target.value;
    await refresh();
  };
  if (part("publish")) part("publish").onclick = publish;
  if (part("design")) design({ page, path, contest: () => now.contest, drawn });
  choose(election.contests[0]);
}

async function drawn(sample) {
  now.sample = sample;
  page.say(fill(words.drawn, { n: fmt.count(sample.size) }));
  await refresh();
}

if (election) {
  begin();
  await page.load(drawAll);
  page.face("live");
  await refresh(); // the chart takes its width from what is seen
} else {
  page.face("none");
}
