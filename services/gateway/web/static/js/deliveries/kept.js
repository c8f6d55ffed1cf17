// Which contact this browser is, with the address of its subscription: the worker reads it too
// (templates/deliveries/worker.js), so that it stands where a worker can read.

const [KEPT, KEPT_AT] = ["kendali-push", "/me/push.contact"];

// { id, endpoint }, or null.
export async function kept() {
  const answer = await (await caches.open(KEPT)).match(KEPT_AT);
  return answer ? answer.json() : null;
}

export async function keep(mine) {
  await (await caches.open(KEPT)).put(KEPT_AT, new Response(JSON.stringify(mine)));
}

export async function forget() {
  await caches.delete(KEPT);
}
