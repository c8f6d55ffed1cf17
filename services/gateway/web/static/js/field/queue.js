// What was handed in and what became of it: waiting, accepted, refused with what to do.

import { signOut, tryAgain } from "./actions.js";
import { button, icon, make, says } from "./build.js";
import { figures } from "./form.js";
import { message } from "./sms.js";
import { fill, megabytes, moment, receiptCode, short, time, words } from "./words.js";

const FACES = {
  waiting: { sign: "wait", tone: "warn", badge: "badge" },
  accepted: { sign: "ok", tone: "ok", badge: "badge badge-ok" },
  refused: { sign: "crit", tone: "crit", badge: "badge badge-crit" },
};

export function queueView(state, retry) {
  const { items, photos, link } = state;
  const rows = [...items].sort((a, b) => b.order - a.order).map((item) => formRow(state, item));
  const groups = state.crew.contests.map((contest) => photoRow(contest, photos.filter((one) => one.contest === contest.id)));
  const list = [...rows, ...groups.filter(Boolean)];
  const waiting = [...items, ...photos].filter((one) => one.state === "waiting").length;
  const refused = [...items, ...photos].filter((one) => one.state === "refused").length;
  const face = link.blocked ? "blocked" : waiting ? (link.link === "on" ? "sending" : "waiting") : refused ? "refused" : list.length ? "done" : "empty";
  return {
    main: [
      emblem(face),
      make("h2", {}, words.queue[face].title),
      make("p", { "class": "done-p" }, words.queue[face].text),
      list.length ? make("ul", { "class": "q" }, list) : null,
      link.blocked ? says("crit", words.blocked.title, words.blocked.text) : null,
      face === "waiting" ? says("info", words.smsTitle, words.smsText) : null,
      leave(waiting + refused),
    ],
    actions: actions(state, face, retry),
  };
}

function actions(state, face, retry) {
  if (face === "blocked") return [link(words.newCode, "#enrol")];
  const back = link(words.backToForm, `#form/${state.contest}`);
  if (!["waiting", "sending"].includes(face)) return [back];
  const again = button(words.sendNow, { main: true, before: icon("sync"), on: { click: retry } });
  return [smsLink(state) ?? back, again];
}

const link = (text, href) => make("a", { "class": "btn btn-lg btn-main", href }, text);

// A phone's own messages carry the main figures where no data comes through.
function smsLink({ crew, items }) {
  const newest = [...items].filter((item) => item.state === "waiting").sort((a, b) => b.order - a.order)[0];
  if (!newest) return null;
  const place = crew.contests.findIndex((contest) => contest.id === newest.contest);
  const contest = crew.contests[place];
  const text = message(place + 1, crew.station.code, contest, figures(newest.figures, contest));
  return text ? make("a", { "class": "btn btn-lg", href: `sms:?body=${encodeURIComponent(text)}` }, words.sendSms) : null;
}

// The ring is part of the picture; the words beside it say the same.
function emblem(face) {
  const node = document.getElementById(face === "done" ? "emblem-ok" : "emblem-wait").content.firstElementChild;
  return node.cloneNode(true);
}

function formRow({ crew }, item) {
  const contest = crew.contests.find((one) => one.id === item.contest);
  const name = fill(words.kinds[item.kind], { name: short(contest) });
  const face = FACES[item.state];
  const when = item.state === "accepted" ? fill(words.acceptedAt, { time: time(item.acceptedAt) }) : time(item.order);
  const head = [make("b", {}, item.state === "accepted" ? make("a", { href: `#receipt/${item.id}` }, name) : name), when];
  return row(face, head, item.state, item.state === "refused" ? trouble("items", item) : null);
}

function photoRow(contest, photos) {
  if (!photos.length) return null;
  const states = photos.map((photo) => photo.state);
  const state = ["refused", "waiting"].find((one) => states.includes(one)) ?? "accepted";
  const size = megabytes(photos.reduce((sum, photo) => sum + photo.blob.size, 0));
  const sent = states.filter((one) => one === "accepted").length;
  const count = fill(words.photoCount, { n: photos.length, size, sent });
  const refused = photos.find((photo) => photo.state === "refused");
  const head = [make("b", {}, fill(words.photosOf, { name: short(contest) })), count];
  return row(FACES[state], head, state, refused ? trouble("photos", refused) : null);
}

function row(face, head, state, below) {
  const badge = make("span", { "class": face.badge }, words.states[state]);
  return make("li", { "class": `is-${state}` }, icon(face.sign, face.tone), make("span", {}, head), badge, below);
}

// Why it was refused and what to do; the server's own words where we know no better.
function trouble(kind, one) {
  const slug = one.problem?.type ?? "";
  const fields = (one.problem?.errors ?? []).map((error) => `${error.field} ${error.message}`).join("; ");
  const text = words.refusals[slug] ?? fill(words.refusedFor, { reason: fields || one.problem?.detail || String(one.problem?.status ?? "") });
  const again = make("button", { type: "button", "class": "btn", on: { click: () => tryAgain(kind, one.id) } }, icon("sync"), words.tryAgain);
  return make("div", { "class": "q-trouble" }, make("p", {}, text), again);
}

function leave(unsent) {
  const ask = make("dialog", { "aria-labelledby": "leave-title" });
  const sure = unsent ? fill(words.leaveUnsent, { n: unsent }) : words.leaveSent;
  const go = () => signOut().then(() => location.replace("/field"));
  ask.append(
    make("h2", { id: "leave-title" }, words.leave),
    make("p", {}, sure),
    button(words.leaveYes, { "class": "btn btn-lg btn-danger", id: "leave-yes", on: { click: go } }),
    button(words.leaveNo, { main: true, on: { click: () => ask.close() } }),
  );
  const open = make("button", { type: "button", "class": "btn btn-quiet", id: "leave", on: { click: () => ask.showModal() } }, words.leave);
  const { otherLanguage: lang } = words; // null where the region has one
  const other = lang ? [make("a", { "class": "btn btn-quiet", href: lang.href, hreflang: lang.code, lang: lang.code }, lang.name)] : [];
  return make("div", { "class": "leave" }, open, ...other, ask);
}

// The receipt of one submission.
export function receiptView(state, item) {
  const { crew, records } = state;
  const contest = crew.contests.find((one) => one.id === item.contest);
  const { answer } = item;
  return {
    main: [
      emblem("done"),
      make("h2", {}, words.receipt.title),
      make("p", { "class": "done-p" }, `${fill(words.kinds[item.kind], { name: short(contest) })}, ${moment(item.acceptedAt)}`),
      receiptCard(item),
      listed(contest, item),
      ...found(answer, records?.[contest.id]),
      make("p", { "class": "hint" }, words.receipt.next),
    ],
    actions: [following(state, contest)],
  };
}

function receiptCard(item) {
  const code = receiptCode(item.id);
  const done = make("span", {}, words.receipt.copy);
  const copy = () => navigator.clipboard?.writeText(`${code} ${item.id}`).then(() => (done.textContent = words.receipt.copied));
  return make("div", { "class": "rc" },
    make("p", { "class": "label" }, words.receipt.code),
    make("p", { "class": "rc-code code" }, code),
    make("button", { type: "button", "class": "btn", on: { click: copy } }, icon("copy"), done),
    make("p", { "class": "rc-id code" }, item.id));
}

function listed(contest, item) {
  const row = (name, field, sum = false) =>
    field in item.figures ? make("div", { "class": sum ? "sum" : "" }, make("dt", {}, name), make("dd", {}, String(item.figures[field]))) : null;
  const votes = contest.candidates.map((one) =>
    row(fill(words.receipt.candidate, { n: one.number, name: one.kolom_kosong ? words.emptyColumn : one.name }), `votes.${one.number}`));
  return make("dl", { "class": "rc-d" }, votes, row(words.receipt.invalid, "invalid"), row(words.receipt.total, "total", true),
    item.cleared?.length ? make("div", {}, make("dt", {}, words.receipt.cleared), make("dd", {}, String(item.cleared.length))) : null);
}

// What the centre sees in the record as it stands now, and whether it counts.
function found(answer, record) {
  const now = record ?? answer;
  const open = (now.findings ?? []).filter((one) => !one.state || one.state === "open");
  const lines = [...new Set(open.map((one) => words.findings[one.rule] ?? one.message))];
  const state = words.recordStates[now.state];
  return [
    state ? says(now.state === "conflicted" ? "warn" : "ok", words.receipt.state, state) : null,
    lines.length ? make("div", { "class": "says says-warn" }, icon("warn", "warn"),
      make("div", {}, make("b", {}, words.receipt.findings), make("ul", {}, lines.map((line) => make("li", {}, line))))) : null,
  ];
}

function following(state, contest) {
  const handed = new Set(state.items.map((item) => item.contest));
  const next = state.crew.contests.find((one) => one.id !== contest.id && !handed.has(one.id));
  if (!next) return link(words.toQueue, "#queue");
  const made = link(fill(words.nextBallot, { name: short(next) }), `#form/${next.id}`);
  made.append(icon("right"));
  return made;
}
