// Files of applicants and of party members: how far they are, which rows are refused and why, and
// the good rows only where somebody says so after having seen the others.

import { explain } from "../console/api.js";
import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { fill } from "../format.js";
import { api, fmt, part, root, translated, words } from "./desk.js";
import { columnOf, refusedOf, rowReason, takenOf } from "./reading.js";

const EVERY = 500; // milliseconds between two looks at a job
const ENDED = ["done", "failed", "cancelled"];
const FACES = { wait: ["says says-info", "wait"], done: ["says says-ok", "ok"], failed: ["says says-crit", "crit"] };
let last = null; // what was sent, to send it again for its good rows

// `done` reads again what a file may have changed.
export function takeFiles(done) {
  const start = (name, path) => (event) => {
    event.preventDefault();
    const { file, round } = event.target.elements;
    send({ name, path: path(round?.value), file: file.files[0], done }, false);
  };
  part("many").onsubmit = start("applicants", (round) => `rounds/${round}/files`);
  part("sipol").onsubmit = start("register", () => "party-registers");
  part("job-keep").onclick = () => send(last, true);
}

async function send(sent, partial) {
  last = sent;
  open(sent);
  try {
    const query = partial ? "?partial=true" : "";
    const body = new Blob([await sent.file.arrayBuffer()], { type: "text/csv" });
    await follow(sent, await api.send("POST", `${root}/${sent.path}${query}`, body));
  } catch (error) {
    say("failed", explain(translated(error), words));
    show(part("job-stop"), false);
    show(part("job-hint"), true);
  }
}

function open({ name, file }) {
  show(part("job"), true);
  write(part("job-title"), fill(words.files[name], { file: file.name }));
  write(part("job-count"), "");
  for (const id of ["job-keep", "job-stop", "job-hint", "job-rows"]) show(part(id), false);
  progress({ done: 0, total: null });
  say("wait", words.sending);
  part("job").scrollIntoView({ block: "nearest" });
}

async function follow(sent, job) {
  const path = `/v1/elections/imports/${job.id}`;
  show(part("job-stop"), true);
  part("job-stop").onclick = () => api.send("DELETE", path).catch((error) => say("failed", explain(error, words)));
  let now = job;
  while (last === sent) {
    progress(now);
    if (ENDED.includes(now.state)) return ended(sent, now);
    await new Promise((go) => setTimeout(go, EVERY));
    now = await api.get(path);
  }
  return undefined;
}

function progress({ done, total, state }) {
  const share = state === "done" ? 1 : total ? done / total : 0;
  set(part("job-bar").firstElementChild, "width", `${100 * share}%`);
  set(part("job-bar"), "aria-valuenow", String(Math.round(100 * share)));
  if (total) {
    write(part("job-count"), fill(words.rowsOf, { n: fmt.count(done), all: fmt.count(total) }));
    say("wait", words.working);
  }
}

async function ended({ name, done }, job) {
  show(part("job-stop"), false);
  const [refused, errors] = [refusedOf(job), job.errors ?? []];
  keep(part("refusals"), errors, (one) => one.place, () => stamp("refusal"), drawRefusal);
  show(part("job-rows"), errors.length > 0);
  if (job.state === "done") {
    const [taken, second, third] = takenOf(job).map(fmt.count);
    say("done", fill(words.taken[name], { taken, parties: second, refused: third ?? second }));
    await done();
  } else if (refused) {
    say("failed", fill(words.refusedRows, { bad: fmt.count(refused.bad), all: fmt.count(refused.all), shown: fmt.count(errors.length) }));
    write(part("job-keep"), fill(words.keepGood, { n: fmt.count(refused.good) }));
    show(part("job-keep"), refused.good > 0);
    show(part("job-hint"), true);
  } else say("failed", job.state === "cancelled" ? words.jobStopped : job.message);
}

function drawRefusal(row, one) {
  write(slot(row, "line"), fmt.count(one.place));
  write(slot(row, "column"), columnOf(one.code, words));
  write(slot(row, "reason"), rowReason(one, words));
}

function say(face, text) {
  const line = part("job-said");
  set(line, "class", FACES[face][0]);
  useIcon(line.querySelector("svg"), FACES[face][1]);
  write(line.lastElementChild, text);
}
