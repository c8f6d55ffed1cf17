// What a wall last knew, kept in the browser for a start without a network. Where a browser keeps
// nothing (a page that came without TLS from another machine) there is simply nothing kept.

const NAME = "kendali-wall-data";
const AT = "kept-at";
const MOST = 80; // answers; the oldest go

const address = (name) => `/wall/kept/${encodeURIComponent(name)}`;

async function opened() {
  return globalThis.caches ? caches.open(NAME) : null;
}

// `at`: of which moment it is, milliseconds of the gateway's clock.
export async function keepFor(name, data, at) {
  try {
    const cache = await opened();
    await cache?.put(address(name), new Response(JSON.stringify(data), { headers: { [AT]: String(at) } }));
    const keys = (await cache?.keys()) ?? [];
    await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST)).map((key) => cache.delete(key)));
  } catch {
    // a full disk: the wall shows what it hears, and keeps what it kept
  }
}

// {data, at}, or null.
export async function kept(name) {
  try {
    const answer = await (await opened())?.match(address(name));
    return answer ? { data: await answer.json(), at: Number(answer.headers.get(AT)) } : null;
  } catch {
    return null;
  }
}

// What `load` brings, and keep it; what was kept where it brings nothing (null).
export async function remembered(name, load) {
  const found = await load();
  if (found === null) return (await kept(name))?.data ?? null;
  keepFor(name, found, Date.now());
  return found;
}

// Whoever may not see it now must not find it here.
export async function forget() {
  await globalThis.caches?.delete(NAME);
}
