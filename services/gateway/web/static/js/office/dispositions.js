// Dispositions given to the position that one acts as, and those that it gave.

import { filtering, later, listing, shortcuts } from "./listing.js";
import { TREE_TOPICS } from "./disposition_tree.js";
import { office } from "./frame.js";
import { instructionTitles } from "./giving.js";
import { boxOf, disposed, isGiven } from "./register_rows.js";

const form = document.getElementById("filters");

let list = null;
const again = later(() => list?.read().catch(page.fail));
const page = await office({ topics: TREE_TOPICS, onEvent: () => again() });
const titles = await page.load(() => instructionTitles(page));
const filters = filtering(form, () => list.anew());

function ask(paging) {
  return `/v1/office/dispositions?${new URLSearchParams({ ...page.as, ...boxOf(filters().box), ...paging })}`;
}

const row = (one) => disposed(one, { ...page, titles, given: isGiven(filters().box) });
list = listing(page, { ask, row });
const choose = (chip) => form.querySelector(`[name="box"][value="${chip}"]`).click();
shortcuts({ t: () => choose("to_do"), g: () => choose("waiting") });
await page.load(list.read);
page.face("live");
