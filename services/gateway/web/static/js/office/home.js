// The front page: what waits for the position that one acts as, and what came to it.

import { show, slot, useIcon, write } from "../dom.js";
import { COUNTED } from "./counters.js";
import { office } from "./frame.js";
import { received } from "./heads.js";
import { filtering, later, listing, shortcuts } from "./listing.js";
import { counterOf, pressing, summary } from "./waiting.js";

const at = (id) => document.getElementById(id);
const form = at("filters");

let list = null;
const again = later(() => list?.read().catch(page.fail));
const page = await office({ topics: COUNTED, onEvent: () => again(), onCounters: drawCounters });
const filters = filtering(form, () => list.anew());

function ask(paging) {
  const { only, q } = filters();
  const query = { ...page.as, ...(only && { [only]: "true" }), ...(q && { q }), ...paging };
  return `/v1/office/inbox?${new URLSearchParams(query)}`;
}

function drawCounters(counters) {
  write(at("waiting"), summary(counters, page));
  for (const card of document.querySelectorAll("[data-counter]")) drawCounter(card, counterOf(counters, card.dataset.counter));
  for (const chip of document.querySelectorAll("[data-chip]")) {
    const n = chipOf(counters, chip.dataset.chip);
    write(chip, n ? page.fmt.count(n) : "");
  }
}

function chipOf(counters, only) {
  const came = [counterOf(counters, "unread"), counterOf(counters, "to_follow_up")];
  return { unread: came[0].n, to_follow_up: came[1].n, overdue: came[1].detail?.overdue }[only] ?? 0;
}

function drawCounter(card, counter) {
  const said = pressing(counter, page);
  const more = slot(card, "more");
  write(slot(card, "n"), page.fmt.count(counter.n));
  card.classList.toggle("counter-crit", said?.icon === "crit");
  more.classList.toggle("i-crit", said?.icon === "crit");
  more.classList.toggle("i-warn", said?.icon === "warn");
  more.querySelector("svg").toggleAttribute("hidden", !said?.icon);
  if (said?.icon) useIcon(more.querySelector("svg"), said.icon);
  write(slot(more, "text"), said?.text ?? "");
}

// Files whose time ends this month; without an answer the foot stays empty.
async function retention() {
  const { ending } = await page.api.get(`/v1/office/archive/due?${new URLSearchParams({ ...page.as, limit: 1 })}`);
  write(slot(at("retention"), "text"), page.words.due.replace("{n}", page.fmt.count(ending)));
  show(at("retention"), ending > 0);
}

write(at("today"), page.fmt.day(page.today));
list = listing(page, { ask, row: (one) => received(one, page.words) });
shortcuts({ "/": () => form.elements.q.focus(), n: () => location.assign("/office/letters/new") });
await page.load(list.read);
page.face("live");
retention().catch(() => {});
