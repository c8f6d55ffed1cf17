// Notices to one's positions: letters and dispositions that nobody has opened, duties that are late.

import { COUNTED } from "./counters.js";
import { office } from "./frame.js";
import { noticed } from "./heads.js";
import { later, listing, shortcuts } from "./listing.js";

const SETTLED = 1_500; // the service that keeps notices hears of it a moment after this page

let list = null;
const again = later(() => list?.read().catch(page.fail), SETTLED);
const page = await office({ topics: COUNTED, onEvent: () => again() });
const titles = new Map(page.positions.map((one) => [one.position, one.title]));

const ask = (paging) => `/v1/office/notices?${new URLSearchParams(paging)}`;
list = listing(page, { ask, row: (one) => noticed(one, titles, page) });
shortcuts({ n: () => location.assign("/office/letters/new") });
await page.load(list.read);
page.face("live");
