// What a wall shows at a moment, so that all its screens turn together. The same rule stands in
// services/notifications/walls/domain.py; both are held to tests/walls/showing.json.

export const USUAL = "pemilu";

const stamp = (ms) => new Date(ms).toISOString();

/** Return what the wall shows at `now` (ms, by the gateway's clock).
 *
 * `wall` is `{rotation, called, anchor}` as the API has it. The answer is `{scene, why, place,
 * until}`: `why` is called, rotation or default, `place` that in the rotation, `until` when something
 * else follows by itself (ms), null for never.
 */
export function showing(wall, now) {
  const { called } = wall;
  const ends = called?.until ? Date.parse(called.until) : null;
  if (called && (ends === null || now < ends)) return { scene: called.scene, why: "called", place: null, until: ends };
  const whole = wall.rotation.reduce((sum, one) => sum + one.seconds, 0) * 1000;
  if (whole === 0) return { scene: USUAL, why: "default", place: null, until: null };
  const since = now - Date.parse(wall.anchor);
  const into = ((since % whole) + whole) % whole;
  let begins = now - into;
  for (const [place, one] of wall.rotation.entries()) {
    const until = begins + one.seconds * 1000;
    if (now < until) return { scene: one.scene, why: "rotation", place, until };
    begins = until;
  }
  throw new Error(`no scene at ${stamp(now)}`);
}
