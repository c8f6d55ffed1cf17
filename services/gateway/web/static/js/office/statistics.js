// How long letters lie where, by stage and position.

import { keep, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { explain } from "../console/api.js";
import { hoursOf } from "./archive_rows.js";
import { office } from "./frame.js";
import { filtering } from "./listing.js";

const at = (id) => document.getElementById(id);
const page = await office();
const { words, fmt } = page;
const filters = filtering(at("filters"), () => read().catch(page.fail));
const unit = page.acting ? { unit: page.acting.unit } : {};

async function read() {
  try {
    tell(await page.api.get(`/v1/office/statistics?${new URLSearchParams({ ...page.as, ...unit, ...filters() })}`));
    refuse("");
  } catch (error) {
    if (![403, 422].includes(error.status)) throw error;
    tell({ items: [] });
    refuse(explain(error, words));
  }
}

function refuse(why) {
  show(at("refused"), why !== "");
  write(at("refused").querySelector("span"), why);
  if (why) show(at("nothing"), false);
}

function tell(told) {
  const period = told.unit ? { unit: told.unit_name ?? told.unit, since: fmt.date(told.since), until: fmt.date(told.until) } : null;
  write(at("of"), period ? fill(words.of, period) : "");
  keep(at("rows"), told.items, (one) => `${one.stage}/${one.position ?? ""}`, () => stamp("row-template"), draw);
  show(at("nothing"), told.items.length === 0);
}

function draw(node, one) {
  node.classList.toggle("whole", one.position === null);
  write(slot(node, "name"), one.position === null ? words.stages[one.stage] : (one.title ?? one.position));
  for (const name of ["done", "open"]) write(slot(node, name), fmt.count(one[name]));
  write(slot(node, "median"), hoursOf(one.median_hours, page));
  write(slot(node, "p90"), hoursOf(one.p90_hours, page));
  write(slot(node, "oldest"), one.oldest ? fmt.moment(one.oldest) : "–");
}

await page.load(read);
page.face("live");
