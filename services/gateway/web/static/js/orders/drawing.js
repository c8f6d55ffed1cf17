// Orders as they stand on a page: facts, receivers, how long it is to the deadline.

import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { fill } from "../format.js";
import { isOpen, mark, waits } from "./state.js";

const URGENT = { ordinary: ["info", ""], urgent: ["warn", "badge-warn"], very_urgent: ["crit", "badge-crit"] };

export function drawing({ words, fmt }) {
  function badge(node, [icon, kind]) {
    set(node, "class", `badge ${kind}`.trim());
    useIcon(node.querySelector("svg"), icon);
  }

  function facts(node, one, now) {
    badge(slot(node, "urgency"), URGENT[one.urgency]);
    write(slot(node, "urgency-text"), words.urgency[one.urgency]);
    write(slot(node, "number"), one.number);
    state(node, one, now);
    show(slot(node, "exercise"), one.exercise);
    write(slot(node, "text"), one.text);
    figure(node, one.about ?? "");
    write(slot(node, "deadline"), fill(words.until, { time: fmt.moment(one.deadline) }));
    left(node, one, now);
    write(slot(node, "from"), fill(words.from, { giver: giver(one) }));
  }

  // What an order is about, `indicator/<code>/<area>/<period>`, has a page of its own.
  function figure(node, about) {
    const [kind, code, area, period] = about.split("/");
    show(slot(node, "about-row"), kind === "indicator");
    if (kind !== "indicator") return;
    const asked = Object.entries({ area, period }).filter(([, value]) => value);
    set(slot(node, "about"), "href", `/indicators/of/${code}?${new URLSearchParams(asked)}`);
  }

  const giver = (one) => (one.given_as ? one.given_title : words.room);

  function state(node, one, now) {
    const name = one.state === "open" && Date.parse(one.deadline) <= now ? "overdue" : one.state;
    badge(slot(node, "state"), mark(name));
    write(slot(node, "state-text"), words.state[name]);
  }

  // How long it still is, or how long it is over.
  function left(node, one, now) {
    const rest = Date.parse(one.deadline) - now;
    const late = rest <= 0;
    const span = fmt.span(words, Math.abs(rest));
    write(slot(node, "left"), isOpen(one) ? fill(late ? words.overdue : words.left, { span }) : "");
    slot(node, "left").parentElement.toggleAttribute("data-late", late && isOpen(one));
  }

  function receivers(list, those) {
    keep(list, those, (one) => one.id, () => stamp("receiver-row"), (row, one) => {
      badge(slot(row, "badge"), mark(one.state));
      write(slot(row, "state"), words.receiver[one.state]);
      set(row, "data-state", one.state);
      write(slot(row, "title"), one.title);
      write(slot(row, "unit"), one.unit_name);
      write(slot(row, "times"), times(one));
      write(slot(row, "reason"), one.reason ? `“${one.reason}”` : "");
    });
  }

  function times(one) {
    const said = [fmt.moment(one.times[one.state] ?? one.times.sent)];
    if (one.answered_by) said.push(fill(words.answeredBy, { name: one.answered_by }));
    if (one.reminded_at) said.push(fill(words.reminded, { time: fmt.minutes(one.reminded_at) }));
    if (one.escalated_at && waits(one)) said.push(fill(words.escalated, { time: fmt.minutes(one.escalated_at) }));
    return said.join(" · ");
  }

  function answered({ counts }) {
    if (counts.unanswered) return fmt.counted(words.waiting, counts.unanswered);
    const n = counts.done + counts.cannot;
    return n === counts.all ? words.allAnswered : fill(words.answered, { n, all: counts.all });
  }

  return { facts, giver, state, left, receivers, answered };
}
