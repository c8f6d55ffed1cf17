// What a row of a list says of a letter, from what the API says of it. Pure.
//
// A row is {key, href, unread, who, subject, number, security, urgency, due, late, state, at}; `day`
// stands in place of `at` where there is no hour.

import { fill } from "../format.js";

const WRITTEN = new Set(["draft", "revision"]);
const TROUBLED = { signing_failed: "crit", revision: "warn", refused: "crit", cancelled: "x", void: "x", signed: "ok", sent: "send" };
const NOTICED = { letter_received: "/office/letters/", disposition_given: "/office/dispositions/", brief_made: "/briefs?brief=" };
const PLACES = { incoming: "/office/incoming", letter: "/office/letters" };

// What came to a position, of GET /v1/office/inbox: a letter of ours, or one from outside.
export function received(one, words) {
  return {
    ...said(one, words),
    key: `${one.kind}/${one.id}`,
    href: `${PLACES[one.kind]}/${one.id}`,
    unread: one.unread,
    who: one.sender ?? words.sealed,
    due: one.due ?? null,
    late: one.overdue,
    at: one.at,
  };
}

// One of our letters, of GET /v1/office/letters: what is written still is opened to be written.
export function written(one, words) {
  const place = `${PLACES.letter}/${one.id}`;
  const { drafter_title: drafter, signer_title: signer } = one;
  return {
    ...said(one, words),
    key: one.id,
    href: WRITTEN.has(one.state) ? `${place}/edit` : place,
    unread: false,
    who: signer && signer !== drafter ? fill(words.forSigner, { drafter, signer }) : (drafter ?? one.drafter),
    state: { name: one.state, text: words.states[one.state] ?? one.state, icon: TROUBLED[one.state] ?? "wait" },
    at: one.sent_at ?? one.signed_at ?? one.changed_at,
  };
}

// A notice to a position, of GET /v1/office/notices: it leads to its thing.
export function noticed(one, titles, { words, today }) {
  return {
    key: one.id,
    href: (NOTICED[one.kind] ?? NOTICED.disposition_given) + one.thing,
    unread: one.kind !== "disposition_overdue",
    who: titles.get(one.position) ?? one.position,
    subject: words.notices[one.kind] ?? one.kind,
    told: true,
    number: "",
    security: "ordinary",
    urgency: one.urgency,
    due: one.due,
    late: Boolean(one.due) && one.due < today,
    at: one.raised_at,
  };
}

function said(one, words) {
  return {
    subject: one.subject || (one.subject === null ? words.sealed : words.untitled),
    told: Boolean(one.subject),
    number: one.number ?? "",
    security: one.security,
    urgency: one.urgency,
  };
}

// How urgent and how secret: a badge for what is urgent, a word for the rest.
export function natureOf({ urgency, security }, words) {
  const icon = { urgent: "warn", very_urgent: "crit" }[urgency] ?? null;
  const secret = security === "ordinary" ? "" : words.securities[security];
  return { icon, badge: icon ? words.urgencies[urgency] : "", plain: secret || (icon ? "" : words.urgencies.ordinary) };
}

// The hour of what came today, the day of what came before.
export function whenOf(time, { fmt, words, today, dayOf }) {
  const day = dayOf(time);
  return day === today ? fmt.minutes(time) : shortDay(day, { fmt, words, today });
}

// A day of this year goes without its year.
export function shortDay(day, { fmt, words, today }) {
  if (day === today) return words.today;
  const whole = fmt.date(day);
  return day.slice(0, 4) === today.slice(0, 4) ? whole.replace(/ \d{4}$/, "") : whole;
}
