// One alert as it is shown: its state, what comes next, who was told by what, what was done.

import { keep, set, show, slot, useIcon, write } from "../dom.js";
import { fill } from "../format.js";

export const ICONS = { critical: "crit", major: "warn", minor: "minor", info: "info" };
const BADGES = { critical: "crit", major: "warn", minor: "info", info: "info" };
const OPEN = ["firing", "acknowledged"];
const SHOWN = {
  acknowledge: ["firing"],
  unacknowledge: ["acknowledged"],
  resolve: OPEN,
  cancel: OPEN,
  silence: OPEN,
};

export function drawOne({ node, one, words, fmt }) {
  set(slot(node, "badge"), "class", `badge badge-${BADGES[one.severity]}`);
  useIcon(slot(node, "badge").querySelector("svg"), ICONS[one.severity]);
  write(slot(node, "severity"), words.severities[one.severity]);
  show(slot(node, "exercise"), one.exercise);
  const ended = one.ended_by ? `, ${one.ended_by}` : "";
  write(slot(node, "state"), `${words.states[one.state]}${ended}, ${fmt.moment(one.ended_at ?? one.raised_at)}`);
  write(slot(node, "topic"), one.topic);
  write(slot(node, "headline"), one.headline);
  write(slot(node, "text"), one.text);
  show(slot(node, "held"), one.held !== "" && OPEN.includes(one.state));
  write(slot(slot(node, "held"), "why"), one.held.startsWith("silence/") ? words.heldSilence : words.heldAlert);
  drawTaken(slot(node, "taken"), one, words, fmt);
  for (const [name, states] of Object.entries(SHOWN)) {
    show(node.querySelector(`[data-act="${name}"]`), states.includes(one.state));
  }
  show(slot(node, "link"), one.link.startsWith("/"));
  if (one.link.startsWith("/")) set(slot(node, "link"), "href", one.link);
  drawNext(one, words, fmt);
  drawTold(one, words, fmt);
  drawLog(one, words, fmt);
  set(node, "data-alert", one.id);
  set(node, "data-state", one.state);
}

function drawTaken(node, one, words, fmt) {
  show(node, one.acknowledged_by !== null);
  if (one.acknowledged_by === null) return;
  write(slot(node, "by"), fill(words.answeredBy, { who: one.acknowledged_by, when: fmt.moment(one.acknowledged_at) }));
  write(slot(node, "note"), one.note ?? "");
  write(slot(node, "again"), one.again_at ? fill(words.again, { when: fmt.moment(one.again_at) }) : "");
}

// A chain's steps, in their order.
export function chainSaid({ steps }, words, fmt) {
  const said = ({ wait_minutes: wait, targets, repeat }) => {
    const step = fill(fmt.counted(words.rule.step, wait), { who: targetsSaid(targets, words) });
    return repeat ? `${step} (${fmt.counted(words.rule.repeats, repeat)})` : step;
  };
  return steps.map(said).join(" → ");
}

export function targetsSaid(targets, words) {
  return targets.map((one) => (one.code ? `${words.kinds[one.kind]} ${one.code}` : words.everybody)).join("; ");
}

function drawNext(one, words, fmt) {
  const said = one.chains.map((chain) =>
    chain.due_at
      ? fill(words.next, { step: chain.step, steps: chain.steps, when: fmt.moment(chain.due_at), who: targetsSaid(chain.targets, words) })
      : fill(words.chainOver, { chain: chain.chain }),
  );
  keep(document.getElementById("next"), said, (text, n) => `${n} ${text}`, () => line("li"), (node, text) => write(node, text));
  show(document.getElementById("next-none"), said.length === 0);
}

const INBOX = "inbox"; // what everybody has, beside the channels that are set up
const line = (name) => document.createElement(name);

function drawTold(one, words, fmt) {
  keep(document.getElementById("told"), one.told, (row) => row.id, toldRow, (node, row) => {
    const [who, channel, state, when] = node.children;
    write(who, row.reader || row.channel);
    write(channel, row.channel === INBOX ? words.inbox : row.channel);
    const why = row.why ? ` (${row.why})` : "";
    write(state, `${words.deliveries[row.state]}${why}`);
    write(when, fmt.seconds(row.read_at ?? row.delivered_at ?? row.sent_at ?? row.queued_at));
    set(node, "data-state", row.state);
  });
  show(document.getElementById("told-table"), one.told.length > 0);
  show(document.getElementById("told-none"), one.told.length === 0);
}

function toldRow() {
  const row = line("tr");
  for (let n = 0; n < 4; n += 1) row.append(line("td"));
  row.lastElementChild.className = "num";
  return row;
}

function drawLog(one, words, fmt) {
  const entries = [...one.log].reverse();
  keep(document.getElementById("log"), entries, (entry) => entry.id, logRow, (node, entry) => {
    const [when, what] = node.children;
    write(when, fmt.seconds(entry.at));
    const who = entry.who === "system" ? "" : `, ${entry.who}`;
    write(what, [`${words.whats[entry.what] ?? entry.what}${who}`, entry.text, toldBy(entry, words)].filter(Boolean).join(": "));
  });
}

function toldBy({ data }, words) {
  if (!data?.readers) return "";
  const people = (data.readers.length ? data.readers.join(", ") : words.toldNobody) + (data.standby ? ` (${words.standby})` : "");
  return data.rules?.length ? fill(words.toldBy, { rules: data.rules.join(", "), people }) : people;
}

function logRow() {
  const row = line("li");
  const time = line("time");
  time.className = "num soft";
  row.append(time, line("span"));
  return row;
}
