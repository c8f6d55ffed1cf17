// Keeps a page of results fresh: asks for itself again, and puts in what changed. Without it the
// page is as complete, and as old as its "data per" says.

const EVERY = 15_000; // milliseconds
const main = document.getElementById("main");
const lost = document.getElementById("lost");
let tag = null;

async function refresh() {
  if (document.hidden) return;
  const headers = tag ? { "If-None-Match": tag } : {};
  try {
    const answer = await fetch(location.href, { headers, cache: "no-store" });
    if (answer.status === 200) take(await answer.text(), answer.headers.get("ETag"));
    tell(answer.ok || answer.status === 304);
  } catch {
    tell(false);
  }
}

function take(text, newTag) {
  const first = tag === null;
  tag = newTag;
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("main");
  if (fresh === null || fresh.textContent === main.textContent) return;
  const focused = document.activeElement?.closest("main") ? document.activeElement.getAttribute("href") : null;
  main.replaceChildren(...fresh.childNodes);
  if (focused) main.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  if (!first) document.getElementById("said").textContent = document.body.dataset.changed;
}

function tell(reached) {
  lost.querySelector("span").textContent = reached ? "" : document.body.dataset.lost;
  lost.hidden = reached;
}

// A paper has to say when it was made; a page that is kept for many readers can't.
addEventListener("beforeprint", () => {
  const { dataset } = document.body;
  const style = { dateStyle: "medium", timeStyle: "long", timeZone: dataset.timezone };
  const printed = document.getElementById("printed");
  printed.querySelector("time").textContent = new Intl.DateTimeFormat(document.documentElement.lang, style).format();
  printed.hidden = false;
});

setInterval(refresh, EVERY);
document.addEventListener("visibilitychange", refresh);
