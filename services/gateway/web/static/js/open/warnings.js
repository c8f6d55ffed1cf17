// A page of warnings that stays open says what holds now: it is asked for again each half minute, and
// when somebody comes back to it. An answer that is the same costs no more than its tag.

const EVERY = 30_000;
let [tag, timer] = [null, null];

async function again() {
  clearTimeout(timer);
  try {
    await look();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // no network: what stands here stays
  }
  if (!document.hidden) timer = setTimeout(again, EVERY);
}

async function look() {
  const answer = await fetch(location.href, { cache: "no-cache" });
  const now = answer.headers.get("ETag");
  if (!answer.ok || now === tag) return;
  put(new DOMParser().parseFromString(await answer.text(), "text/html"));
  tag = now;
}

// Only what is said changes, so that whoever reads or listens stays where they are.
function put(page) {
  const [there, fresh] = [document, page].map((one) => one.getElementById("warnings"));
  if (there.innerHTML === fresh.innerHTML) return;
  there.replaceChildren(...document.adoptNode(fresh).childNodes);
}

document.addEventListener("visibilitychange", () => !document.hidden && again());
again();
