// What rows of the register and of lists of dispositions say, for listing.js. Pure.

import { fill } from "../format.js";
import { face, daysBetween } from "./disposition_steps.js";

export const ICONS = { recorded: "pen", forwarded: "mail", read: "eye", disposed: "flow", answered: "send", filed: "save", done: "ok" };

// An incoming letter of GET /v1/office/incoming; `position` is as which one looks.
export function entered(one, words, position) {
  const state = words.states[one.state];
  const text = one.position_title ? fill(words.with, { state, title: one.position_title }) : state;
  return {
    key: one.id,
    href: `/office/incoming/${one.id}`,
    unread: one.state === "forwarded" && one.position === position,
    who: [one.sender ?? words.sealed, one.number].filter(Boolean).join(" · "),
    subject: one.subject ?? words.sealed,
    told: one.subject !== null,
    number: one.agenda,
    security: one.security,
    urgency: one.urgency,
    late: false,
    state: { name: one.state, text, icon: ICONS[one.state] },
    day: one.received,
  };
}

// A disposition of GET /v1/office/dispositions, as its giver or its receiver looks at it.
export function disposed(one, { words, fmt, today, titles, given }) {
  const said = words.dispo;
  const asked = [one.instructions.map((code) => titles.get(code) ?? code).join("; "), one.text].filter(Boolean).join(". ");
  const subject = one.about.subject ?? words.sealed;
  return {
    key: one.id,
    href: `/office/dispositions/${one.id}`,
    unread: one.state === (given ? "reported" : "sent"),
    who: given ? one.receiver_title : one.giver_title,
    subject: asked ? fill(words.about, { asked, subject }) : subject,
    told: one.about.subject !== null,
    number: one.about.number ?? "",
    security: "ordinary",
    urgency: one.urgency,
    late: one.overdue,
    state: { name: one.state, icon: one.overdue ? "warn" : face(one).icon, text: stateOf(one, { said, words, fmt, today }) },
    at: one.given_at,
  };
}

function stateOf(one, { said, words, fmt, today }) {
  const state = one.duty ? said.states[one.state] : said.beside;
  if (one.overdue) return fill(words.stateLate, { state, late: fmt.counted(said.late, daysBetween(one.due, today)) });
  return one.due && !["done", "cancelled"].includes(one.state) ? fill(words.stateUntil, { state, day: fmt.date(one.due) }) : state;
}

// What a chip of the page of dispositions asks for.
export function boxOf(chip) {
  return { late: { box: "received", overdue: "true" }, given_late: { box: "given", overdue: "true" } }[chip] ?? { box: chip };
}

export const isGiven = (chip) => ["waiting", "to_accept", "given_late", "given"].includes(chip);
