// A list of our letters: to be initialled, signed, sent; drafts, sent ones, copies.

import { office } from "./frame.js";
import { COUNTED } from "./counters.js";
import { received, written } from "./heads.js";
import { filtering, folding, later, listing, shortcuts } from "./listing.js";

const SENT = { box: "outbox", state: "sent" };
const box = document.getElementById("letters").dataset.box;
const isCopies = box === "copies";
const form = document.getElementById("filters");

let list = null;
const again = later(() => list?.read().catch(page.fail));
const page = await office({ topics: COUNTED, onEvent: () => again() });
const { words } = page;
await page.load(choices);
const filters = filtering(form, () => list.anew());

// The kinds and units that there are to choose from.
async function choices() {
  if (isCopies) return;
  const [kinds, units] = await Promise.all([page.api.get("/v1/office/letters/kinds"), page.api.all("/v1/office/units?limit=1000", 5000)]);
  const title = document.documentElement.lang === "en" ? "title_en" : "title";
  offer("kinds", kinds.items.map((one) => [one[title], one.kind]));
  offer("units", units.map((one) => [one.name, one.code]));
}

function offer(id, named) {
  const select = document.getElementById(id);
  select.replaceChildren(select.options[0], ...named.map(([text, value]) => new Option(text, value)));
}

function ask(paging) {
  const { only, ...asked } = filters();
  const which = isCopies ? { copies: "true", ...(only && { [only]: "true" }) } : box === "sent" ? SENT : { box };
  const query = new URLSearchParams({ ...page.as, ...which, ...asked, ...paging });
  return `/v1/office/${isCopies ? "inbox" : "letters"}?${query}`;
}

list = listing(page, { ask, row: (one) => (isCopies ? received(one, words) : written(one, words)) });
if (!isCopies) folding(form, document.getElementById("fold"), filters);
shortcuts({ "/": () => form.elements.q.focus(), n: () => location.assign("/office/letters/new") });
await page.load(list.read);
page.face("live");
