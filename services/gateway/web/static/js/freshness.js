// Live or stale is decided by what was heard, not by whether a socket seems open: a line that went
// dead without a word looks open for minutes. A browser does not tell a page about the comments of
// a stream, so the gateway also sends `event: heartbeat` with its time every 5 seconds.

export const STALE_AFTER = 15_000;
export const DEAD_AFTER = 30_000; // then the line is opened anew

// heardAt: when anything was last heard, milliseconds of a clock that never jumps; null for never.
export function judge(heardAt, now) {
  const age = heardAt === null ? 0 : Math.max(0, now - heardAt);
  return { age, stale: age >= STALE_AFTER };
}

export function backoff(attempt, random) {
  const wait = Math.min(15_000, 1000 * 2 ** Math.min(attempt - 1, 5));
  return wait * (0.8 + 0.4 * random);
}
