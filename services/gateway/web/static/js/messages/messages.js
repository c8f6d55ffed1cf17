// The SMS line: type what is read out, see what came and what was answered, register numbers.

import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { fill } from "../format.js";
import { shell } from "../console/shell.js";

const OPERATORS = ["admin", "operator"];
const PAGE = 30;
const BADGES = {
  taken: ["badge badge-ok", "ok"],
  partly: ["badge badge-warn", "warn"],
  refused: ["badge badge-crit", "crit"],
  "unknown-sender": ["badge badge-info", "wait"],
};
const at = (id) => document.getElementById(id);

const page = await shell({ topics: ["elections.result_submitted"], onEvent });
const { api, words, fmt, me, election } = page;
const root = election && `/v1/elections/${encodeURIComponent(election.id)}/sms`;
const may = me.roles.some((role) => OPERATORS.includes(role));
let shown = [];

function onEvent({ topic, data }) {
  if (topic === "elections.result_submitted" && ["sms", "radio"].includes(data.data.channel)) {
    read().catch(page.fail);
  }
}

async function read(after = "") {
  const state = at("state").value;
  const query = new URLSearchParams({ limit: PAGE, ...(state && { state }), ...(after && { after }) });
  const { items, next } = await api.get(`${root}?${query}`);
  shown = after ? [...shown, ...items] : items;
  keep(at("list"), shown, (one) => one.id, () => stamp("message"), drawMessage);
  show(at("none"), shown.length === 0);
  show(at("more"), next !== null);
  at("more").firstElementChild.onclick = () => read(next).catch(page.fail);
}

function drawMessage(node, one) {
  const [kind, icon] = BADGES[one.state];
  set(slot(node, "badge"), "class", kind);
  useIcon(slot(node, "badge").querySelector("svg"), icon);
  write(slot(node, "state"), words.states[one.state]);
  write(slot(node, "tps"), one.tps ?? "");
  const sender = one.from_tail ? `, ${fill(words.from, { tail: one.from_tail })}` : "";
  write(slot(node, "from"), words.channels[one.channel] + sender);
  write(slot(node, "when"), fmt.moment(one.received_at));
  write(slot(node, "text"), one.text);
  write(slot(node, "reply"), one.reply);
  show(slot(node, "acts"), may && one.state === "unknown-sender");
  write(slot(node, "accept-name"), ` ${one.tps ?? ""}`);
  slot(node, "accept").onclick = () => done(() => api.send("POST", `${root}/${one.id}/accept`, {}));
}

async function done(act, told = (answer) => page.say(answer.reply)) {
  try {
    told(await act());
    await read();
  } catch (error) {
    page.fail(error);
  }
}

function type(event) {
  event.preventDefault();
  const form = event.target;
  const text = form.elements.text.value;
  done(() => api.send("POST", `${root}/typed`, { text }), ({ reply }) => {
    write(at("answer").lastElementChild, reply);
    show(at("answer"), true);
    form.reset();
    form.elements.text.focus();
  });
}

function number(event) {
  event.preventDefault();
  const { phone, area } = Object.fromEntries(new FormData(event.target));
  const reset = (text) => (page.say(text), event.target.reset());
  if (event.submitter?.value === "forget") {
    const told = ({ forgotten }) => reset(forgotten ? words.forgotten : words.notKnown);
    return done(() => api.send("POST", `${root}/phones/forget`, { phone }), told);
  }
  const told = ({ registered }) => reset(fill(words.registered, { n: fmt.count(registered) }));
  return done(() => api.send("POST", `${root}/phones`, { items: [{ phone, area }] }), told);
}

show(at("typing"), may);
show(at("numbers"), may);
at("type").addEventListener("submit", type);
at("number").addEventListener("submit", number);
at("state").addEventListener("change", () => read().catch(page.fail));
if (election) await page.load(() => read());
page.face(election ? "live" : "none");
