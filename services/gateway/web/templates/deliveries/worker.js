// What a browser does with a message while no page is open: it shows it. No request of a page passes
// here; kept is only which contact this browser is, as static/js/deliveries/kept.js has it.

const ICON = "/static/icons/field-192.png";
const INBOX = "/me/inbox";
const [PAGE, CONTACTS, REFRESH] = ["/me/contacts", "/v1/me/contacts", "/v1/auth/refresh"];
const [KEPT, KEPT_AT] = ["kendali-push", "/me/push.contact"];
const CODE = /\b\d{6}\b/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("push", (event) => event.waitUntil(tell(told(event.data))));
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(changed(event)));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});

// A browser wants to see something for each push, even for one that it can't read.
function told(data) {
  try {
    return { title: "Kendali", ...data.json() };
  } catch {
    return { title: "Kendali" };
  }
}

// A second try has the same id, and takes the first one's place.
async function tell({ id = "", title, body = "", topic = "", severity = "", link = "" }) {
  const urgent = severity === "critical";
  const more = { requireInteraction: urgent, renotify: urgent && id !== "", data: { link } };
  const pages = await windows();
  for (const page of pages) page.postMessage({ told: { topic, body } }); // also where none may be shown
  await self.registration.showNotification(title, { body, icon: ICON, tag: id, ...more });
  const heard = pages.some((page) => new URL(page.url).pathname === PAGE);
  if (topic === "verification" && !heard) await prove(CODE.exec(body)?.[0]);
}

// The browser has another subscription: it takes the place of the one that was, as long as somebody
// is signed in here. Otherwise the page puts it right at the next visit.
async function changed({ newSubscription, oldSubscription }) {
  const mine = await kept();
  const applicationServerKey = oldSubscription?.options?.applicationServerKey;
  if (!mine || !(newSubscription || applicationServerKey)) return;
  const now = newSubscription ?? (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }));
  if (!(await send("PUT", `${CONTACTS}/${mine.id}/address`, { address: JSON.stringify(now) }))) return;
  await keep({ ...mine, endpoint: now.endpoint });
  for (const page of await windows()) page.postMessage({ changed: true });
}

// The page that would take the code is not open.
async function prove(code) {
  const mine = await kept();
  if (mine && code) await send("POST", `${CONTACTS}/${mine.id}/verify`, { code });
}

// Do something as whoever is signed in; false where nobody is, or it was refused.
async function send(method, path, body) {
  const signed = await fetch(REFRESH, { method: "POST" });
  if (!signed.ok) return false;
  const { access_token: token } = await signed.json();
  const about = { Authorization: `Bearer ${token}`, "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
  return (await fetch(path, { method, headers: about, body: JSON.stringify(body) })).ok;
}

async function kept() {
  const answer = await (await caches.open(KEPT)).match(KEPT_AT);
  return answer ? answer.json() : null;
}

async function keep(mine) {
  await (await caches.open(KEPT)).put(KEPT_AT, new Response(JSON.stringify(mine)));
}

// Only a page of this system is opened: what is told may come from outside.
async function open({ link }) {
  let url = new URL(INBOX, self.location.origin);
  try {
    const wanted = new URL(link || INBOX, self.location.origin);
    if (wanted.origin === self.location.origin) url = wanted;
  } catch {
    // no address at all: the inbox has it
  }
  const there = (await windows()).find((page) => page.url === url.href);
  return there ? there.focus() : self.clients.openWindow(url.href);
}

function windows() {
  return self.clients.matchAll({ type: "window", includeUncontrolled: true });
}
