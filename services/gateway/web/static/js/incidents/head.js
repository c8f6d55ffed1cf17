// The head of an incident: what it is, where it stands, who has it in hand.

import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { fill } from "../format.js";
import { ROOT } from "./deeds.js";
import { BADGES, ICONS, bar, clockOf, holder, isOpen, may, placeOf } from "./shown.js";
import { showRoom } from "../walls/calling.js";

const at = (id) => document.getElementById(id);

export function head(room, deeds) {
  const { words, fmt } = room;

  function draw(one) {
    show(at("head"), one !== null);
    show(at("head-none"), one === null);
    set(at("incident"), "data-incident", one?.id ?? "");
    set(at("incident"), "data-version", String(one?.version ?? 0));
    set(at("incident"), "data-state", one?.state ?? "");
    if (!one) return;
    const badge = at("severity");
    set(badge, "class", `badge badge-${BADGES[one.severity]}`);
    useIcon(badge.querySelector("svg"), ICONS[one.severity]);
    write(slot(badge, "text"), words.severity[one.severity]);
    write(at("number"), one.number);
    write(at("headline"), one.headline);
    write(at("text"), one.text);
    show(at("text"), one.text !== "" && one.text !== one.headline);
    show(at("unchecked"), !one.checked);
    show(at("exercise"), one.exercise);
    write(at("where"), placeOf(one.place, room.names, words));
    write(at("where-code"), one.place.area);
    reported(one);
    steps(one);
    write(at("holder"), holder(one, room.now(), words, fmt));
    merged(one);
    allow(one);
  }

  function reported(one) {
    const [first] = one.reports;
    const who = first?.reporter ? [first.reporter, first.agency].filter(Boolean).join(", ") : first && words.sources[first.source];
    const time = `${clockOf(one.reported_at, room.now(), fmt, true)} ${fmt.zone}`;
    const times = one.report_count > 1 ? `, ${fill(words.times, { n: fmt.count(one.report_count) })}` : "";
    write(at("reported"), fill(who ? words.reportedBy : words.reportedAt, { time, who }) + times);
  }

  function steps(one) {
    keep(at("steps"), bar(one), (cell) => cell.state, () => stamp("step-cell"), (item, cell) => {
      set(item, "class", `is-${cell.face}`);
      if (cell.face === "now") set(item, "aria-current", "step");
      else item.removeAttribute("aria-current");
      const button = item.querySelector("button");
      useIcon(button.querySelector("svg"), cell.face === "now" ? "wait" : "check");
      write(slot(item, "name"), words.state[cell.state]);
      write(slot(item, "time"), cell.at ? clockOf(cell.at, room.now(), fmt) : "");
      button.disabled = !cell.step || !room.may;
      set(button, "title", cell.step && room.may ? words.stepTo[cell.step] : "");
      button.onclick = () => deeds.step(cell.step);
    });
  }

  function merged(one) {
    show(at("merged"), one.merged_into !== null);
    if (one.merged_into === null) return;
    const link = at("merged-into");
    set(link, "href", `?incident=${one.merged_into}`);
    write(link, room.queue.known().find((other) => other.id === one.merged_into)?.number ?? "INS");
    link.onclick = (event) => {
      event.preventDefault();
      room.open(one.merged_into);
    };
  }

  function allow(one) {
    if (!room.may) return;
    const open = isOpen(one);
    for (const id of ["take", "hand", "rate", "correct", "merge"]) at(id).disabled = !open;
    at("refute").disabled = !may("refute", one);
    at("reopen").disabled = !may("reopen", one);
    show(at("unmerge"), one.state === "duplicate");
    set(at("tell-public"), "href", `/console/broadcasts?incident=${one.id}`);
    set(at("pdf"), "href", `${ROOT}/${one.id}/report.pdf?language=${document.documentElement.lang}`);
  }

  function start() {
    const on = (id, deed) => {
      if (!at(id)) return;
      at(id).onclick = () => {
        at("deeds").open = false;
        deed();
      };
    };
    for (const name of ["take", "hand", "rate", "correct", "merge", "unmerge"]) on(name, () => deeds[name]());
    for (const name of ["refute", "reopen"]) on(name, () => deeds.step(name));
    on("link", async () => {
      await navigator.clipboard.writeText(location.href);
      room.page.say(words.linkCopied);
    });
    on("on-wall", async () => {
      try {
        const wall = await showRoom(room.page, room.current().number);
        room.page.say(fill(words.onWall, { wall: wall.title }));
      } catch (error) {
        room.page.fail(error);
      }
    });
  }

  return { start, draw };
}
