// Changes on their way. Each bears one Idempotency-Key until it is answered: where nobody answers (the
// gateway restarts, the line is cut) it is said again, and done once. What is still on its way when the
// page is loaded anew is said again by the next page in this window.

const KEPT = "kendali-writes";
const PASSING = new Set([0, 429, 502, 503, 504]);
const WAITS = [1_000, 2_000, 4_000, 8_000];

// Whether the same thing may be answered later on.
export function passes(error) {
  return PASSING.has(error?.status);
}

// `send(method, path, body, { key })`; `store` is sessionStorage or what stands for it; `pause(ms)`;
// `onWaiting(n)`: how many are not through after their first try.
export function writes({ send, newKey, store, pause, onWaiting = () => {} }) {
  const waiting = new Set();
  const kept = () => JSON.parse(store.getItem(KEPT) ?? "[]");
  const keep = (list) => store.setItem(KEPT, JSON.stringify(list));

  async function say(method, path, body, key = newKey()) {
    keep([...kept().filter((one) => one.key !== key), { method, path, body, key }]);
    try {
      return await insist(method, path, body, key);
    } finally {
      keep(kept().filter((one) => one.key !== key));
      told(key, false);
    }
  }

  async function insist(method, path, body, key) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await send(method, path, body, { key });
      } catch (error) {
        if (!passes(error)) throw error;
        told(key, true);
        await pause(WAITS[Math.min(attempt, WAITS.length - 1)]);
      }
    }
  }

  function told(key, waits) {
    const before = waiting.size;
    if (waits) waiting.add(key);
    else waiting.delete(key);
    if (waiting.size !== before) onWaiting(waiting.size);
  }

  // Say again what an earlier page left; gives how it went, [{ path, error }].
  async function resume() {
    return Promise.all(kept().map(({ method, path, body, key }) =>
      say(method, path, body, key).then(() => ({ path, error: null }), (error) => ({ path, error })),
    ));
  }

  return { say, resume };
}
