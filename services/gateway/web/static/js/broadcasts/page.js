// The desk for what people outside are told. What is on its way is asked for again every two
// seconds, the rest every twenty, and at once when a warning goes out.

import { Problem, explain } from "../console/api.js";
import { shell } from "../console/shell.js";
import { casts } from "./casts.js";
import { feeds } from "./feeds.js";
import { ofIncident } from "./incident.js";
import { proposals } from "./proposals.js";
import { warns } from "./warns.js";

const [SOON, LATER] = [2_000, 20_000];
const topics = ["notifications.warning_issued"];
let [timer, ready] = [null, false];
const made = await shell({ topics, onEvent: ({ topic }) => ready && topics.includes(topic) && again(0) });
const page = {
  ...made,
  explain: (error) => (error instanceof Problem && made.words.problem[error.problem.type]) || explain(error, made.words),
  soon: () => again(SOON),
  redraw: () => draw(),
};
const [broadcasts, warnings] = [casts(page, told), warns(page, told)];
const parts = [broadcasts, warnings, feeds(page, told), proposals(page, broadcasts.open)];

function told(line, text) {
  line.querySelector("span").textContent = text;
  line.hidden = !text;
}

async function draw() {
  const [moving] = await Promise.all(parts.map((part) => part.draw()));
  return moving;
}

function again(pause) {
  clearTimeout(timer);
  timer = setTimeout(renew, pause);
}

async function renew() {
  try {
    again((await draw()) ? SOON : LATER);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    again(LATER); // the line's badge says that it is away
  }
}

await page.load(() => Promise.all([draw(), warnings.kinds()]));
await ofIncident(page, broadcasts.open, warnings.of);
page.face("live");
document.body.dataset.ready = "broadcasts";
ready = true;
again(SOON);
