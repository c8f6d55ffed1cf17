// What a letter's page says of it, from what the API says: its ladder, its ways on, its ends. Pure.

import { fill } from "../format.js";

export const SIGNED = ["signed", "sent"];
const ENDED = ["refused", "cancelled", "void"];
const PATHS = {
  submit: "submission",
  initial: "initial",
  send_back: "revision",
  refuse: "refusal",
  cancel: "cancellation",
  void: "void",
  send: "sending",
  follow_up: "follow-up",
};
// The likeliest first: the first of them that may be done now is the main one.
const VERBS = [
  "sign", "initial", "send", "submit", "change", "follow_up", "dispose", "send_back", "refuse",
  "archive", "put_number_in", "void", "reply", "correct", "withdraw", "cancel",
];
const GRAVE = new Set(["refuse", "void", "cancel", "withdraw"]);
const NEW = { reply: "reply", correct: "corrects", withdraw: "withdraws" };
const NOTED = { initial: false, send_back: true, refuse: true, cancel: true, void: true, follow_up: false };

// The address of the letter's PDF: as it was signed, or as its signature would have it.
export function paperOf(letter, as) {
  const query = new URLSearchParams(as);
  return `/v1/office/letters/${letter.id}/${letter.document ? "signed.pdf" : "preview"}?${query}`;
}

// In which file it stands, by its history: {code, state}, or null.
export function fileOf(acts) {
  const last = acts.filter((one) => ["letter_archived", "letter_unarchived"].includes(one.what)).at(-1);
  return last?.what === "letter_archived" ? { code: last.after.file } : null;
}

// What the reader may do, in order: {verb, main, grave, href | path, asks}.
export function deeds(letter, acts = []) {
  const may = VERBS.filter((verb) => letter.may.includes(verb) && (verb !== "archive" || !fileOf(acts)));
  return may.map((verb, place) => ({
    verb,
    main: place === 0 && !GRAVE.has(verb) && verb !== "put_number_in", // which is seldom wanted
    grave: GRAVE.has(verb),
    href: hrefOf(verb, letter),
    path: PATHS[verb] ? `/v1/office/letters/${letter.id}/${PATHS[verb]}` : null,
    asks: NOTED[verb] ?? null, // true: needs a note, false: may have one
  }));
}

function hrefOf(verb, { id }) {
  if (verb === "change") return `/office/letters/${id}/edit`;
  return NEW[verb] ? `/office/letters/new?${new URLSearchParams({ letter: id, does: NEW[verb] })}` : null;
}

// The letter's way as steps: {key, title, state: done | due | waiting | stopped, icon, at, word, who}.
// `acts` is its history, empty for those who are not on its way.
export function ladder(letter, acts, mine) {
  const title = (code) => letter.titles[code] ?? code;
  const told = { letter, acts, title, mine };
  const steps = [drafted(told), ...letter.initials.map((one) => initialled(told, one)), signing(told), sending(told)];
  return steps.filter(Boolean);
}

function drafted({ letter, acts, title, mine }) {
  const given = last(acts, "letter_submitted");
  const back = letter.state === "revision" || (letter.state === "draft" && letter.draft > 1);
  const writes = ["draft", "revision"].includes(letter.state);
  return {
    key: "drafter",
    title: title(letter.drafter),
    mine: letter.drafter === mine,
    state: writes ? "due" : letter.state === "cancelled" ? "stopped" : "done",
    icon: writes ? "doc" : letter.state === "cancelled" ? "x" : "check",
    word: writes ? (back ? "rewrites" : "writes") : letter.state === "cancelled" ? "cancelled" : "submitted",
    at: writes ? null : (given?.at ?? null),
  };
}

function initialled({ letter, title, mine }, one) {
  const due = letter.next.includes(one.position);
  const beside = one.kind === "coordination";
  return {
    key: `initial/${one.position}`,
    title: title(one.position),
    mine: one.position === mine,
    state: one.at ? "done" : due ? "due" : "waiting",
    icon: one.at ? "check" : due ? "sign" : "wait",
    word: one.at ? (beside ? "coordinated" : "initialled") : beside ? "toCoordinate" : "toInitial",
    at: one.at,
    noted: Boolean(one.note),
    capacity: one.capacity && one.capacity !== "definitive" ? one.capacity : null,
  };
}

function signing({ letter, title, mine }) {
  if (!letter.signer) return null;
  const known = {
    ready_to_sign: ["due", "sign", "toSign"],
    signing: ["due", "wait", "signing"],
    signing_failed: ["stopped", "crit", "failed"],
    signed: ["done", "check", "signed"],
    sent: ["done", "check", "signed"],
    void: ["stopped", "x", "void"],
  };
  const [state, icon, word] = known[letter.state] ?? ["waiting", "wait", "toSign"];
  return { key: "signer", title: title(letter.signer), mine: letter.signer === mine, state, icon, word, at: letter.signed_at };
}

function sending({ letter }) {
  if (ENDED.includes(letter.state)) return null;
  const done = letter.state === "sent";
  const state = done ? "done" : letter.state === "signed" ? "due" : "waiting";
  return { key: "sending", title: null, mine: false, state, icon: done ? "check" : "send", word: done ? "sent" : "toSend", at: letter.sent_at };
}

function last(acts, what) {
  return acts.filter((one) => one.what === what).at(-1) ?? null;
}

// Where the letter stands: a badge's icon and kind, its word is the state's.
export function standing(letter) {
  const kinds = { signed: "ok", sent: "ok", signing_failed: "crit", refused: "crit", void: "crit", revision: "warn" };
  const kind = kinds[letter.state];
  return { icon: kind ?? { cancelled: "x", draft: "doc" }[letter.state] ?? "wait", badge: kind ? `badge badge-${kind}` : "badge" };
}

// Who gets it, and what became of it there: {key, name, copy, icon, word, at, note, place, arrives}.
export function recipients(letter) {
  const asked = [...letter.to.map((one) => ({ ...one, copy: false })), ...letter.copies.map((one) => ({ ...one, copy: true }))];
  const went = new Map(letter.deliveries.map((one) => [one.place, one]));
  return asked.map((one, place) => {
    const part = went.get(place);
    const icons = { waiting: "wait", delivered: "mail", read: "eye", followed_up: "ok" };
    return {
      key: place,
      name: one.name || letter.titles[one.code] || one.code,
      copy: one.copy,
      kind: one.kind,
      icon: part ? icons[part.state] : null,
      word: part?.state ?? null,
      at: part ? (part.followed_at ?? part.read_at ?? part.delivered_at) : null,
      note: part?.note ?? "",
      place,
      arrives: Boolean(part) && part.state === "waiting" && letter.may.includes("arrive"),
    };
  });
}

// Two columns of a comparison: each line as parts {text, changed} before and after, null: not there.
export function sides({ subject, body }) {
  const lines = [{ change: "subject", parts: subject }, ...body];
  return lines.map(({ change, parts }) => ({
    change,
    before: change === "added" ? null : side(parts, "removed"),
    after: change === "removed" ? null : side(parts, "added"),
  }));
}

function side(parts, own) {
  return parts.filter(([change]) => change === "same" || change === own).map(([change, text]) => ({ text, changed: change !== "same" }));
}

// What somebody else did just now, in words; null for one's own deeds and other letters.
export function otherDid({ topic, data }, letter, mine, words) {
  if (data.letter !== letter.id || data.by === mine) return null;
  const said = words.happened[topic.replace("eoffice.", "")];
  return said ? fill(said, { who: letter.titles[data.by] ?? data.by }) : null;
}

// A number as it will look, before the letter has one.
export function numberOf(letter, words) {
  return letter.number ?? words.numberComes;
}

// A draft saves itself every few seconds: changes of one person that follow each other are told as
// one, at the time of the last, with how many they were.
export function gathered(acts) {
  const told = [];
  for (const one of acts) {
    const before = told.at(-1);
    const again = one.what === "letter_changed" && before?.what === one.what && before.person === one.person && before.position === one.position;
    if (again) told[told.length - 1] = { ...one, times: before.times + 1 };
    else told.push({ ...one, times: 1 });
  }
  return told;
}
