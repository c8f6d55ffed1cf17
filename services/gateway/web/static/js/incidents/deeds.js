// What an operator does with an incident. Each change names the version that was seen; where somebody
// else was first, the page shows what they did, and asks whether to do it all the same.

import { keep, show, slot, write } from "../dom.js";
import { fill } from "../format.js";
import { asked } from "../console/dialog.js";
import { newKey } from "../console/api.js";
import { Wrong, after, correctionFrom, pointFrom } from "./forms.js";
import { written } from "./asking.js";
import { OPEN, may as allowed, needsReason } from "./shown.js";

export const ROOT = "/v1/incidents";
const at = (id) => document.getElementById(id);

export function deeds(room) {
  const { page, words, fmt } = room;

  // Do it; gives the answer, or null where it was not done. `name`: what it is, in words; `draft`: where
  // what was typed is kept.
  async function act(one, path, body, { name, draft = "" }) {
    let [seen, key, more] = [one, newKey(), {}];
    for (;;) {
      try {
        const told = await room.writes.say("POST", `${ROOT}/${one.id}/${path}`, { ...body, ...more, version: seen.version, ...room.agency() }, key);
        if (draft) room.drafts.drop(draft);
        await room.reread();
        return told;
      } catch (error) {
        const kind = error.problem?.type;
        key = newKey();
        if (kind === "incident-changed") {
          const fresh = await conflict(one.id, seen, { name, typed: typedIn({ ...body, ...more }), error });
          if (!fresh) return refused();
          seen = fresh;
        } else if (kind === "incident-in-hand" && path === "handler" && !more.reason) {
          const fields = await why(one, fill(words.takeOver, { who: error.problem.handler ?? "" }), "take");
          if (!fields) return refused();
          more = { reason: fields.reason };
          draft = `take/${one.id}`;
        } else {
          page.fail(error);
          return refused();
        }
      }
    }
  }

  async function refused() {
    await room.reread();
    return null;
  }

  // Show what was done since; gives the incident as it is now where it is to be done all the same.
  async function conflict(id, seen, { name, typed, error }) {
    const [fresh, entries] = await Promise.all([page.api.get(`${ROOT}/${id}`), page.api.all(`${ROOT}/${id}/log?limit=500`)]);
    room.know(fresh);
    const since = entries.filter((entry) => entry.at > seen.changed_at && !room.isPlain(entry));
    const dialog = at("conflict-dialog");
    const { changed_by: who, changed_at: time } = { changed_by: fresh.changed_by, changed_at: fresh.changed_at, ...error.problem };
    write(at("conflict-title"), fill(words.changedBy, { who, time: fmt.seconds(time) }));
    keep(slot(dialog, "changes"), since, (entry) => entry.id, () => document.createElement("li"), (row, entry) =>
      write(row, `${fmt.seconds(entry.at)} ${entry.who ?? words.system}: ${room.entryText(entry)}`));
    write(slot(dialog, "mine"), [name, typed].filter(Boolean).join(": "));
    return (await asked(dialog)) ? fresh : null;
  }

  function why(one, title, kind) {
    write(at("reason-title"), title);
    return room.ask(at("reason-dialog"), { draft: `${kind}/${one.id}` });
  }

  async function step(name) {
    const one = room.current();
    if (!room.may || !one || !allowed(name, one)) return;
    const title = words.stepTo[name];
    const draft = `${name}/${one.id}`;
    const fields = needsReason(name, one) ? await why(one, title, name) : {};
    if (fields && (await act(one, "steps", { step: name, ...fields }, { name: title, draft }))) page.say(words.saved);
  }

  async function take() {
    const one = room.current();
    if (!room.may || !one || !OPEN.includes(one.state)) return;
    const told = await act(one, "handler", {}, { name: at("take").firstChild.textContent.trim() });
    if (told) page.say(fill(words.taken, { number: told.number }));
  }

  // A question in a dialog, then the deed.
  async function by(dialog, path, { kind, fillWith = () => ({}), body, onOpen }) {
    const one = room.current();
    if (!room.may || !one) return;
    const draft = `${kind}/${one.id}`;
    const fields = await room.ask(at(dialog), { draft, fill: fillWith(one), onOpen });
    if (!fields) return;
    const said = body(fields, one);
    const name = at(dialog).querySelector("h2").textContent;
    if (said && (await act(one, path, said, { name, draft }))) page.say(words.saved);
    if (!said) room.drafts.drop(draft);
  }

  const rate = () => isOpen() && by("rate-dialog", "severity", { kind: "rate", fillWith: (one) => ({ severity: raised(one.severity) }), body: ({ severity, reason }) => ({ severity, reason }) });
  const hand = () => isOpen() && by("hand-dialog", "hand-over", { kind: "hand", body: trimmed });
  const merge = (into) => isOpen() && by("merge-dialog", "merge", { kind: "merge", fillWith: () => ({ into }), body: trimmed, onOpen: others });
  const unmerge = async () => {
    const one = room.current();
    if (room.may && one?.state === "duplicate" && (await act(one, "unmerge", {}, { name: at("unmerge").textContent.trim() }))) page.say(words.saved);
  };

  const correct = () => isOpen() && by("correct-dialog", "correction", {
    kind: "correct",
    fillWith: (one) => ({ type: one.type, headline: one.headline, text: one.text, words: one.place.words, radius: one.place.radius_m ?? "", point: one.place.point ? written(one.place.point) : "" }),
    body: (fields, one) => right(() => correctionFrom(fields, one)),
  });

  function isOpen() {
    return room.current() && OPEN.includes(room.current().state);
  }

  // What the fields say, or null with the reason on the screen.
  function right(read) {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      page.say(words[error.message], "warn", true);
      return null;
    }
  }

  function others(form) {
    const all = room.queue.known().filter((one) => one.id !== room.current().id && OPEN.includes(one.state));
    form.elements.into.replaceChildren(...all.map((one) => new Option(`${one.number} ${one.headline}`, one.id)));
  }

  // What has no version: tasks, units, notes hang on the incident.
  async function hang(path, body, draft) {
    try {
      const told = await room.writes.say("POST", `${ROOT}/${path}`, body);
      if (draft) room.drafts.drop(draft);
      await room.reread();
      return told;
    } catch (error) {
      page.fail(error);
      return null;
    }
  }

  async function task() {
    const one = room.current();
    if (!room.may || !isOpen()) return;
    const draft = `task/${one.id}`;
    const fields = await room.ask(at("task-dialog"), { draft });
    if (!fields) return;
    const due = after(fields.minutes, room.now());
    const { text, assignee, agency } = fields;
    await hang(`${one.id}/tasks`, { text: text.trim(), ...trimmed({ assignee, agency }), ...(due && { due }) }, draft);
  }

  async function unit(known = null) {
    const one = room.current();
    if (!room.may || !isOpen()) return;
    const draft = `unit/${one.id}/${known?.id ?? ""}`;
    write(at("unit-title"), known ? fill(words.moveUnit, known) : words.sendUnit);
    const who = slot(at("unit-dialog"), "who");
    const fields = await room.ask(at("unit-dialog"), {
      draft,
      fill: known ? { name: known.name, agency: known.agency, state: known.state } : { state: "assigned" },
      onOpen: () => show(who, !known),
    });
    if (!fields) return;
    const point = right(() => (fields.point.trim() ? [pointFrom(fields.point)] : []));
    if (!point) return;
    const eta = after(fields.minutes, room.now());
    const body = { state: fields.state, ...(point.length && { point: point[0] }), ...(eta && { eta }) };
    const path = known ? `${one.id}/units/${known.id}` : `${one.id}/units`;
    await hang(path, known ? body : { name: fields.name.trim(), ...trimmed({ agency: fields.agency }), ...body }, draft);
  }

  return { act, step, take, rate, hand, merge, unmerge, correct, task, unit, hang };
}

function raised(severity) {
  return { info: "minor", minor: "major", major: "critical", critical: "major" }[severity];
}

function typedIn({ reason = "", text = "", headline = "", to_agency: agency = "" }) {
  return [headline, agency, text, reason].filter(Boolean).join(", ");
}

function trimmed(fields) {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value.trim()]).filter(([, value]) => value));
}
