// The line to the gateway. EventSource comes back by itself, with Last-Event-ID, when a connection
// drops. After an answer other than 200 (a proxy whose gateway restarts, a session that ran out) it
// gives up for good: then this module asks why, and opens a new one, which starts with a snapshot.
// It also opens a new one when nothing at all was heard for too long: the line may be dead.

import { DEAD_AFTER, backoff } from "./freshness.js";

export const LINK = {
  opening: "opening",
  open: "open",
  signin: "signin",
  forbidden: "forbidden",
  absent: "absent", // there is no such election
};
const ABSENT_AGAIN = 10_000;

// `url()` is asked for with each new line; `subject` is the address of the election that was asked
// for, or empty.
export function listen({ url, subject, topics, onEvent, onLink }) {
  let source = null;
  let timer = null;
  let attempt = 0;
  let sign = 0; // of life, on performance.now()

  function open() {
    source?.close();
    clearTimeout(timer);
    sign = performance.now();
    source = new EventSource(url());
    for (const topic of topics) source.addEventListener(topic, (message) => take(topic, message));
    source.onerror = failed;
  }

  function take(topic, message) {
    [attempt, sign] = [0, performance.now()];
    onLink({ state: LINK.open, attempt });
    onEvent({ topic, data: JSON.parse(message.data) });
  }

  async function failed() {
    const mine = source;
    tell(LINK.opening);
    const state = await why(mine);
    if (mine !== source) return;
    if (state !== LINK.opening) onLink({ state, attempt });
    if (state === LINK.absent) source.close();
    if (source.readyState !== EventSource.CLOSED) return;
    timer = setTimeout(open, state === LINK.absent ? ABSENT_AGAIN : backoff(attempt, Math.random()));
  }

  function tell(state) {
    attempt += 1;
    onLink({ state, attempt });
  }

  async function why({ readyState }) {
    if (subject && (await ask(subject)) === 404) return LINK.absent;
    return readyState === EventSource.CLOSED ? whyRefused(url()) : LINK.opening;
  }

  function check(now) {
    if (now - sign < DEAD_AFTER) return;
    tell(LINK.opening);
    open();
  }

  open();
  return { restart: open, check };
}

async function whyRefused(url) {
  const status = await ask(url);
  if (status === 403) return LINK.forbidden;
  if (status !== 401) return LINK.opening;
  return (await renewed()) ? LINK.opening : LINK.signin;
}

// A signed-in browser has a refresh cookie; one on a wall's network is given a new session by the
// page itself. Anything else is led to the log-in, which is an opaque redirect here.
async function renewed() {
  if ((await ask("/v1/auth/refresh", { method: "POST" })) === 200) return true;
  return (await ask(location.pathname, { redirect: "manual" })) === 200;
}

// The status alone; 0 where nobody answers.
async function ask(path, options = {}) {
  const enough = new AbortController();
  try {
    return (await fetch(path, { cache: "no-store", signal: enough.signal, ...options })).status;
  } catch {
    return 0;
  } finally {
    enough.abort();
  }
}
