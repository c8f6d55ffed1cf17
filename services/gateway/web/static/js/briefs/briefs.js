// The morning brief: the newest one, or that of the day (or the id) that the address names.

import { shell } from "../console/shell.js";
import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { PARTS, heard, parts, tally } from "./telling.js";

const ROOT = "/v1/indicators/briefs";
const DAYS = 60;
const OFFICIALS = ["officer", "admin"];
const page = await shell({ topics: ["indicators.brief_made"], onEvent: ({ topic }) => topic !== "snapshot" && read() });
const { api, words, fmt, me } = page;
const language = document.documentElement.lang;
const at = (id) => document.getElementById(id);
const asked = new URLSearchParams(location.search);
let [briefs, chosen] = [[], asked.get("day")];

await read();
page.face("live");
at("brief-days").onchange = ({ target }) => {
  chosen = target.value;
  const address = new URL(location.href);
  address.search = `?day=${chosen}`;
  history.replaceState(null, "", address);
  read();
};

async function read() {
  ({ items: briefs } = await page.load(() => api.get(`${ROOT}?limit=${DAYS}`)));
  const named = briefs.find((one) => one.id === asked.get("brief"));
  const one = briefs.find(({ day }) => day === (chosen ?? named?.day)) ?? briefs[0];
  show(at("brief-none"), !one);
  show(at("brief"), Boolean(one));
  for (const id of ["brief-pdf", "brief-days"]) show(at(id), Boolean(one));
  if (!one) return;
  at("brief-days").replaceChildren(...briefs.map(({ day }) => new Option(fmt.date(day), day, false, day === one.day)));
  const { facts } = await page.load(() => api.get(`${ROOT}/${one.day}`));
  draw(one, facts);
  opened(one);
  page.face("live");
}

function draw(one, facts) {
  write(at("brief-day"), fmt.day(one.day));
  write(at("brief-made"), fill(words.made, { time: fmt.moment(one.made_at), night: fmt.moment(facts.night) }));
  set(at("brief-pdf"), "href", `${ROOT}/${one.day}/page.pdf?language=${language === "en" ? "en" : "id"}`);
  for (const [name, n] of Object.entries(tally(facts))) {
    const figure = document.querySelector(`[data-tally="${name}"]`);
    write(figure, fmt.count(n));
    figure.classList.toggle("is-crit", name === "critical" && n > 0);
  }
  const told = parts(facts, words, fmt, language);
  for (const name of PARTS) drawPart(document.querySelector(`[data-part="${name}"]`), told[name]);
  write(at("brief-heard"), heard(facts, words, fmt));
  set(at("brief"), "data-day", one.day);
}

function drawPart(node, { rows, more }) {
  keep(slot(node, "rows"), rows, ({ key }) => key, () => stamp("brief-row"), (row, one) => {
    for (const name of ["title", "note", "mark", "aside"]) write(slot(row, name), one[name]);
    set(slot(row, "mark"), "class", one.kind);
  });
  show(slot(node, "nothing"), rows.length === 0);
  show(slot(node, "more"), more > 0);
  write(slot(node, "more"), fill(words.more, { n: fmt.count(more) }));
}

// Whoever opens it needs no notice of it any more; a page is no worse where that fails.
function opened({ id }) {
  if (me.roles.some((role) => OFFICIALS.includes(role))) api.send("POST", `${ROOT}/${id}/opening`).catch(() => {});
}
