// What every page of the e-office has beside the console's frame: as which position one acts, and
// what waits for it.
//
//   const page = await office({ topics: ["eoffice.letter_received"], onEvent });
//   await page.api.send("POST", path, { ...body, ...page.as });

import { set, show } from "../dom.js";
import { shell } from "../console/shell.js";
import { chosen, titleOf } from "./acting.js";
import { belling } from "./bell.js";
import { COUNTED, counting } from "./counters.js";

const CHOSEN = "kendali-acting";

// Resolves once it is known who asks and what they may act as today. `acting` is the chosen
// position (null: none is held), `as` is what a command's body says of it, `today` is the day,
// `recount` reads the counters anew; `onCounters` gets them each time.
export async function office({ topics = [], onEvent = () => {}, onCounters = () => {} } = {}) {
  const wanted = new Set(["snapshot", ...topics]);
  let [counters, bell] = [null, null];
  const page = await shell({
    topics: [...new Set([...topics, ...COUNTED])],
    onEvent(event) {
      counters?.hear(event);
      if (COUNTED.includes(event.topic) || event.topic === "snapshot") bell?.soon();
      if (wanted.has(event.topic)) onEvent(event);
    },
  });
  const mine = await page.load(() => page.api.get("/v1/office/me"));
  const acting = chosen(mine.positions, localStorage.getItem(CHOSEN));
  offer(page, mine.positions, acting);
  inView();
  const as = acting ? { as: acting.position } : {};
  counters = counting({ ...page, as }, onCounters);
  counters.read().catch(() => {});
  bell = belling(page);
  return { ...page, acting, as, positions: mine.positions, today: mine.on, recount: counters.soon };
}

function offer({ words, fmt }, positions, acting) {
  const choice = document.getElementById("acting");
  const named = positions.map((one) => new Option(titleOf(one, words, fmt.date), one.position));
  choice.replaceChildren(...(named.length ? named : [new Option(words.noPosition, "")]));
  choice.value = acting?.position ?? "";
  choice.disabled = named.length < 2;
  set(document.body, "data-acting", choice.value);
  show(document.getElementById("acting-as"), true);
  choice.onchange = () => {
    localStorage.setItem(CHOSEN, choice.value);
    location.reload();
  };
}

// On a narrow screen the links are a strip that is pushed aside by finger: it begins at the one that
// is shown, once there is a strip.
function inView() {
  const strip = document.querySelector(".side");
  if (!strip) return; // the page of a letter has its whole width
  const watch = new ResizeObserver(() => {
    if (!strip.clientWidth) return;
    watch.disconnect();
    const link = strip.querySelector("[aria-current]");
    const hidden = link && link.offsetLeft + link.offsetWidth > strip.clientWidth;
    if (hidden && strip.scrollWidth > strip.clientWidth) strip.scrollLeft = link.offsetLeft - strip.clientWidth / 3;
  });
  watch.observe(strip);
}
