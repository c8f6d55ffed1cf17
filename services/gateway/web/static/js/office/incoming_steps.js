// What a position may do with an incoming letter, and what its history says. Pure.

const OPEN = ["recorded", "forwarded", "read", "disposed", "answered", "filed"];

// mayDo(letter, acting): the steps that are the position's now, as the service judges them too.
export function mayDo(letter, acting) {
  if (!acting) return [];
  const { state } = letter;
  const secret = ["secret", "top_secret"].includes(letter.security);
  const registrar = acting.position === letter.registrar || (acting.records && acting.unit === letter.unit && !secret);
  const addressee = acting.position === letter.position;
  const steps = {
    dispose: addressee && ["read", "disposed"].includes(state),
    forward: registrar && ["recorded", "forwarded", "read"].includes(state),
    answer: addressee && ["read", "disposed"].includes(state),
    file: addressee && ["read", "disposed"].includes(state),
    close: addressee && ["disposed", "answered", "filed"].includes(state),
    correct: registrar && OPEN.includes(state),
    scan: registrar && OPEN.includes(state),
  };
  return Object.keys(steps).filter((name) => steps[name]);
}

// Whether opening it is reading it: its addressee sees it for the first time.
export function isRead(letter, acting) {
  return letter.state === "forwarded" && acting?.position === letter.position;
}

// [{field, before, after}] of an act that put an entry right.
export function correctionsOf({ what, before, after }) {
  if (what !== "incoming_corrected") return [];
  const old = before?.entry ?? {};
  return Object.keys(old).map((field) => ({ field, before: old[field] || "–", after: after?.entry?.[field] || "–" }));
}
