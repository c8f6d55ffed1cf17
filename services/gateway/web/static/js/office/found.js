// What a row says of something that was found, from what GET /v1/office/search says of it. Pure.

import { fill } from "../format.js";

const PLACES = { letter: "/office/letters", incoming: "/office/incoming", disposition: "/office/dispositions" };
const ICONS = { urgent: "warn", very_urgent: "crit" };

// {key, href, kind, number, subject, sender, excerpt (parts), agenda, state, icon, urgency, at}
export function hit(one, words) {
  const { subject } = one.marks;
  return {
    key: `${one.kind}/${one.id}`,
    // A draft is opened to be written, as in the lists; nobody but its drafter finds one.
    href: `${PLACES[one.kind]}/${one.id}${one.kind === "letter" && one.state === "draft" ? "/edit" : ""}`,
    kind: words.kinds[one.kind],
    ...one.marks,
    subject: subject.length ? subject : [[one.subject === null ? words.sealed : words.untitled, false]],
    agenda: one.agenda ? fill(words.agenda, { agenda: one.agenda }) : "",
    state: words.kindStates[one.kind][one.state] ?? one.state,
    icon: ICONS[one.urgency] ?? null,
    urgency: words.urgencies[one.urgency],
    at: one.at,
  };
}

// "3 hasil", "20 dari 43 hasil", "500 hasil terbaru; …"
export function summary({ shown, total, more }, { words, fmt }) {
  const n = fmt.count(total);
  if (more) return fill(words.hitsMore, { n });
  if (shown < total) return fill(words.first, { shown: fmt.count(shown), n });
  return fmt.counted(words.hits, total);
}

// What is asked: the filters that say something; null where nothing is looked for.
export function asked(filters) {
  const query = Object.fromEntries(Object.entries(filters).filter(([, value]) => value.trim() !== ""));
  const { sort, ...looked } = query;
  return Object.keys(looked).length && (!query.q || /[\p{L}\p{N}]/u.test(query.q)) ? query : null;
}

// The page's address for a search that is kept.
export function addressOf({ query }) {
  return `/office/search?${new URLSearchParams(query)}`;
}

export function newOf({ new: n, more }, { words, fmt }) {
  if (!n) return "";
  return fill(more ? words.newMore : words.new, { n: fmt.count(n) });
}
