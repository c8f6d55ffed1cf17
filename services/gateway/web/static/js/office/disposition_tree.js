// All dispositions on a letter as one tree: who has what, since when, until when, and what the one
// who looks may do about it. The markup is in templates/office/_dispositions.html.
//
//   const tree = await dispositionTree(element, page, { kind: "incoming", id });
//   await tree.read(); // anew, as after an event of TREE_TOPICS
//
// `current` marks one of them; `changed` is called after a step was taken.

import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { fill } from "../format.js";
import { daysBetween, face, flat, groups, heldBy, nextOf, stepsOf } from "./disposition_steps.js";
import { instructionTitles } from "./giving.js";
import { takeStep } from "./stepping.js";

const STEPS = ["given", "read", "started", "passed_on", "reported", "done", "given_back", "cancelled", "overdue"];
export const TREE_TOPICS = STEPS.map((one) => `eoffice.disposition_${one}`);

export async function dispositionTree(element, page, { kind, id, current = null, changed = () => {} }) {
  const titles = await instructionTitles(page);
  let items = [];

  async function read() {
    const query = new URLSearchParams({ kind, letter: id, ...page.as });
    items = (await page.api.get(`/v1/office/dispositions/tree?${query}`)).items;
    draw();
    return items;
  }

  function draw() {
    keep(element, groups(items), (one) => one.giver, () => stamp("disposition-giver-template"), (node, one) => {
      write(slot(node, "giver"), one.title);
      below(slot(node, "below"), one.items);
    });
    set(element, "data-count", String(flat(items).length));
  }

  function below(list, children) {
    show(list, children.length > 0);
    keep(list, children, (one) => one.id, () => stamp("disposition-template"), (node, one) => {
      drawOne(node, one);
      below(node.lastElementChild, one.children);
    });
  }

  function drawOne(node, one) {
    set(node, "data-state", one.state);
    set(node, "data-overdue", String(one.overdue));
    set(node, "data-current", String(one.id === current));
    write(slot(node, "receiver"), one.receiver_title);
    drawDisposition(node, one, page, titles);
    const verbs = stepsOf(one, page.acting?.position);
    const acts = slot(node, "acts");
    show(acts, verbs.length > 0);
    keep(acts, verbs, (verb) => verb, () => stamp("disposition-act-template"), (button, verb) => {
      set(button, "class", verb === nextOf(one, verbs) ? "btn btn-main" : "btn");
      set(button, "data-verb", verb);
      write(slot(button, "verb"), page.words.dispo.verbs[verb]);
      write(slot(button, "whose"), ` ${one.receiver_title}`);
      button.onclick = () => step(one, verb);
    });
  }

  async function step(one, verb) {
    if (!(await takeStep(page, one, verb))) return;
    await read();
    changed();
  }

  await read();
  return { read, items: () => items };
}

// Write what every view of a disposition says of it into the slots of a node.
export function drawDisposition(node, one, { words, fmt, today }, titles) {
  const said = words.dispo;
  const { icon, badge, word } = face(one);
  useIcon(slot(node, "state-icon"), icon);
  set(slot(node, "state"), "class", badge);
  write(slot(node, "state-word"), said.states[word]);
  show(slot(node, "late"), one.overdue);
  if (one.overdue) write(slot(node, "late-word"), fmt.counted(said.late, daysBetween(one.due, today)));
  show(slot(node, "beside"), !one.duty);
  put(slot(node, "asked"), one.instructions.map((code) => titles.get(code) ?? code).join("; "));
  put(slot(node, "text"), one.text);
  put(slot(node, "due"), one.due && fill(said.due, { day: fmt.date(one.due) }));
  const { word: held, at, who } = heldBy(one);
  put(slot(node, "held"), fill(said.held[held], { time: at ? fmt.moment(at) : "", who }));
  put(slot(node, "report"), one.report && fill(said.report, { text: one.report }));
  put(slot(node, "note"), one.note && fill(said.note, { text: one.note }));
  show(slot(node, "urgency"), one.urgency !== "ordinary");
  write(slot(node, "urgency-word"), said.urgency[one.urgency]);
}

// A line that says nothing is not there.
function put(line, text) {
  if (!line) return;
  show(line, Boolean(text));
  write(line, text || "");
}
