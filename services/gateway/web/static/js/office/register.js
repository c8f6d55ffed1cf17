// The register of incoming letters: what came to the unit, under its agenda numbers.

import { filtering, later, listing, shortcuts } from "./listing.js";
import { office } from "./frame.js";
import { entered } from "./register_rows.js";

const TOPICS = ["incoming_registered", "incoming_forwarded", "incoming_changed"].map((one) => `eoffice.${one}`);
const form = document.getElementById("filters");

let list = null;
const again = later(() => list?.read().catch(page.fail));
const page = await office({ topics: TOPICS, onEvent: () => again() });
const filters = filtering(form, () => list.anew());

function ask(paging) {
  const { box, ...asked } = filters();
  return `/v1/office/incoming?${new URLSearchParams({ ...page.as, box: box ?? "all", ...asked, ...paging })}`;
}

list = listing(page, { ask, row: (one) => entered(one, page.words, page.acting?.position) });
shortcuts({ "/": () => form.elements.q.focus(), n: () => location.assign("/office/incoming/new") });
await page.load(list.read);
page.face("live");
