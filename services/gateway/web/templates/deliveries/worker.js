// What a browser does with a message while no page is open: it shows it. Nothing is kept, and no
// request of a page passes here.

const ICON = "/static/icons/field-192.png";
const INBOX = "/me/inbox";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("push", (event) => event.waitUntil(tell(told(event.data))));
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
  await self.registration.showNotification(title, { body, icon: ICON, tag: id, ...more });
  for (const page of await windows()) page.postMessage({ told: { topic, body } });
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
