// Above stand VERSION and FILES. The network comes first: what is kept here is for a wall that starts
// again while none is there. Only its page and its files are answered from here, never figures: those
// the page keeps itself, with their age.

const PREFIX = "kendali-wall-files-";
const CACHE = PREFIX + VERSION;
const PAGES = "kendali-wall-pages";
const BROKEN = 500; // a gateway that starts again has no page to give
const PATIENCE = 8_000; // for a network that is there and silent

self.addEventListener("install", (event) => {
  const fresh = FILES.map((url) => new Request(url, { cache: "no-cache" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)));
  self.skipWaiting(); // a wall is never closed, and what is kept is for the next start alone
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers());
});

async function forgetOthers() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (FILES.includes(pathname)) event.respondWith(file(pathname, request));
});

// A page as it was last answered, at this very address; never a log-in or an error.
async function page(request) {
  const cache = await caches.open(PAGES);
  const answer = await inTime(request).catch(() => null);
  if (answer?.ok && !answer.redirected) await cache.put(request.url, answer.clone());
  if (answer && answer.status < BROKEN) return answer;
  return (await cache.match(request.url)) ?? answer ?? Response.error();
}

async function file(pathname, request) {
  const answer = await inTime(request).catch(() => null);
  if (answer && answer.status < BROKEN) return answer;
  const cache = await caches.open(CACHE);
  return (await cache.match(pathname)) ?? answer ?? Response.error();
}

function inTime(request) {
  const late = new Promise((_, fail) => setTimeout(() => fail(new Error("no answer")), PATIENCE));
  return Promise.race([fetch(request), late]);
}
