// Above stand VERSION, FILES, DEFAULT (the page's language) and send. What is kept is kept as a whole
// or not at all; an older version goes when no page uses it any more.

const PREFIX = "kendali-field-";
const CACHE = PREFIX + VERSION;

self.addEventListener("install", (event) => {
  const fresh = FILES.map((url) => new Request(url, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers().then(() => self.clients.claim()));
});

async function forgetOthers() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  const known = event.request.mode === "navigate" ? pageOf(url) : url.pathname;
  if (FILES.includes(known)) event.respondWith(kept(known, event.request));
});

function pageOf(url) {
  const page = (language) => `/field?lang=${language}`;
  const asked = page(url.searchParams.get("lang"));
  return url.pathname === "/field" ? (FILES.includes(asked) ? asked : page(DEFAULT)) : "";
}

async function kept(known, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(known)) ?? fetch(request);
}

// The browser says that a signal is back: send even though no page is open. A failure has it ask
// again later.
self.addEventListener("sync", (event) => {
  if (event.tag !== "send" || !send) return;
  const sent = send().then((outcome) => {
    if (outcome === "away") throw new Error("still no signal");
  });
  event.waitUntil(sent);
});
