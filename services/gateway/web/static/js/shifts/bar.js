// The bar at the head of the room's pages: who is on duty, what the shift before handed over.
//
//   const bar = shiftBar(page);                       // page: what shell() gives
//   shell({ topics: [...SHIFT_TOPICS], onEvent: (event) => bar.hear(event) });
//
// It hangs on GET /v1/shifts/now alone, asked anew by each event of shifts and each minute, and on
// the words `shift` of the page. data-state of the bar is "ready" once that has answered; before it
// the buttons are disabled, so that no click comes too early.

import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { days, fill } from "../format.js";
import { explain, newKey } from "../console/api.js";
import { before, mineOf, onDuty } from "./said.js";

export const SHIFT_TOPICS = ["shift_changed", "hand_over_given", "hand_over_accepted"].map(
  (name) => `notifications.${name}`,
);
const EVERY = 60_000;
const ICONS = { info: "info", minor: "minor", major: "warn", critical: "crit" };
const BADGES = { info: "badge badge-info", minor: "badge", major: "badge badge-warn", critical: "badge badge-crit" };

export function shiftBar({ api, words: all, fmt, say }) {
  const [bar, reading, giving] = ["shift-bar", "shift-read", "shift-give"].map((id) => document.getElementById(id));
  const words = { ...all.shift, problems: { ...all.problems, ...all.shift.problems }, unreachable: all.unreachable };
  const form = giving.querySelector("form");
  const today = days(document.body.dataset.timezone);
  let [now, asking, again] = [null, null, false];

  // One question at a time; what changes meanwhile is asked for once more.
  async function refresh() {
    if (asking) {
      again = true;
      return asking;
    }
    asking = ask().finally(() => {
      asking = null;
    });
    await asking;
    if (again) {
      again = false;
      await refresh();
    }
    return null;
  }

  async function ask() {
    try {
      now = await api.get("/v1/shifts/now");
      draw();
      set(bar, "data-state", "ready");
    } catch (error) {
      write(slot(bar, "mine-text"), explain(error, words));
      set(bar, "data-state", "silent");
    }
  }

  function draw() {
    const { mine, hand_over: told, given, gaps } = now;
    write(slot(bar, "mine-text"), mineOf(mine, words, fmt));
    write(slot(bar, "duty"), onDuty(now.on_duty, words));
    set(slot(bar, "duty"), "title", slot(bar, "duty").textContent);
    write(slot(bar, "before"), before(told, words, fmt));
    set(slot(bar, "before"), "title", slot(bar, "before").textContent);
    const unread = told && !told.accepted_by;
    show(slot(bar, "unread"), Boolean(unread));
    write(slot(bar, "unread-text"), unread ? fmt.counted(words.unread, 1) : "");
    show(slot(bar, "given"), Boolean(given));
    const by = given?.accepted_by;
    write(slot(bar, "given-text"), given ? fill(by ? words.givenTaken : words.givenWaits, { who: by }) : "");
    useIcon(slot(bar, "given").querySelector("svg"), by ? "ok" : "wait");
    show(slot(bar, "gaps"), gaps > 0);
    write(slot(bar, "gaps-text"), fmt.counted(words.gaps, gaps));
    slot(bar, "read").disabled = !told;
    slot(bar, "give").disabled = !mayGive(mine, given);
    if (reading.open && told) drawTold(told);
  }

  function mayGive(mine, given) {
    return Boolean(mine) && Date.parse(mine.starts) <= Date.parse(now.at) && !given?.accepted_by;
  }

  function drawTold(told) {
    write(slot(reading, "read-from"), fill(words.from, { who: told.from, agency: told.agency, time: fmt.moment(told.at) }));
    write(slot(reading, "read-notes"), told.notes || words.noNotes);
    write(slot(reading, "read-count"), fmt.counted(words.stood, told.incidents.length));
    keep(slot(reading, "read-incidents"), told.incidents, (one) => one.id, () => stamp("shift-incident"), drawIncident);
    show(slot(reading, "read-hidden"), told.hidden > 0);
    write(slot(reading, "read-hidden"), fmt.counted(words.hidden, told.hidden));
    const next = told.next.join(", ") || words.nobody;
    const { accepted_by: who, accepted_at: at } = told;
    write(slot(reading, "read-accepted"), who ? fill(words.accepted, { who, time: fmt.moment(at) }) : fill(words.waits, { next }));
    show(slot(reading, "accept"), told.may_accept);
    reading.dataset.handOver = told.id;
    reading.dataset.version = told.version;
  }

  function drawIncident(row, one) {
    set(slot(row, "badge"), "class", BADGES[one.severity]);
    useIcon(slot(row, "badge").querySelector("svg"), ICONS[one.severity]);
    write(slot(row, "severity"), words.severities[one.severity]);
    write(slot(row, "name"), one.name);
    write(slot(row, "headline"), one.headline);
    write(slot(row, "state"), words.states[one.state]);
  }

  function read() {
    if (!now?.hand_over || reading.open) return;
    show(slot(reading, "read-error"), false);
    drawTold(now.hand_over);
    reading.showModal();
  }

  async function accept() {
    const button = slot(reading, "accept");
    button.disabled = true;
    try {
      const path = `/v1/hand-overs/${reading.dataset.handOver}/accept`;
      await api.send("POST", path, { version: Number(reading.dataset.version) });
      reading.close();
      say(words.taken);
    } catch (error) {
      tell(reading, "read", error);
    }
    button.disabled = false;
    await refresh();
  }

  function give() {
    if (!now?.mine || giving.open) return;
    show(slot(giving, "give-error"), false);
    write(slot(giving, "give-to"), fill(words.giveTo, { agency: now.mine.agency, name: now.mine.name }));
    form.elements.notes.value ||= sessionStorage.getItem(draft()) ?? "";
    giving.showModal();
  }

  // What is typed outlives Escape, a failure and a reload; the same words are sent with the same key.
  const draft = () => `kendali-hand-over-${now.mine.id}`;
  let sent = { key: null, notes: null };

  async function hand(event) {
    event.preventDefault();
    const notes = form.elements.notes.value;
    if (sent.notes !== notes) sent = { key: newKey(), notes };
    const button = form.querySelector('[type="submit"]');
    button.disabled = true;
    try {
      const told = await api.send("POST", `/v1/shifts/${now.mine.id}/hand-over`, { notes }, { key: sent.key });
      sessionStorage.removeItem(draft());
      sent = { key: null, notes: null };
      form.reset();
      giving.close();
      say(fmt.counted(words.handed, told.incidents.length));
    } catch (error) {
      tell(giving, "give", error);
    }
    button.disabled = false;
    await refresh();
  }

  function tell(dialog, name, error) {
    write(slot(dialog, `${name}-error-text`), explain(error, words));
    show(slot(dialog, `${name}-error`), true);
  }

  function tick() {
    write(slot(bar, "clock"), fmt.seconds(Date.now()));
    write(slot(bar, "date"), `${fmt.zone}, ${fmt.date(today(Date.now()))}`);
  }

  function key(event) {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable], dialog");
    if (event.key.toLowerCase() !== "h" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    read();
  }

  slot(bar, "read").addEventListener("click", read);
  slot(bar, "give").addEventListener("click", give);
  slot(reading, "accept").addEventListener("click", accept);
  form.addEventListener("submit", hand);
  form.elements.notes.addEventListener("input", () => sessionStorage.setItem(draft(), form.elements.notes.value));
  for (const dialog of [reading, giving]) dialog.querySelector("[data-close]").onclick = () => dialog.close();
  document.addEventListener("keydown", key);
  setInterval(refresh, EVERY);
  setInterval(tick, 1000);
  tick();
  refresh();
  return { refresh, hear: ({ topic }) => SHIFT_TOPICS.includes(topic) && refresh() };
}
