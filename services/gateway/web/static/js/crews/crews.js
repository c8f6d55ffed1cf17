// Which polling stations have a phone, and codes for those that have none: a page at a time, as a
// city has eight thousand. A code is in the answer that made it and nowhere else: it stands on this
// page until somebody leaves it.

import { asked } from "../console/dialog.js";
import { shell } from "../console/shell.js";
import { fill } from "../format.js";
import { icon, make } from "../field/build.js";

const MOST = 1000; // codes at once
const SIZE = 100; // stations on a page
const FACES = { enrolled: [" badge-ok", "ok"], open: [" badge-info", "info"], expired: [" badge-warn", "warn"], none: ["", "wait"] };
const $ = (id) => document.getElementById(id);
const page = await shell({ topics: [] });
const { api, words, fmt, election } = page;
const root = `/v1/elections/${election?.id}/crews`;
// What was looked for, where the pages so far began, the page that is shown, and which asking is
// the newest: an answer that was overtaken is not drawn.
const now = { wanted: {}, begins: [""], found: null, turn: 0 };

$("filter").addEventListener("submit", (event) => {
  event.preventDefault();
  now.wanted = looked(new FormData(event.target));
  show([""]);
});
$("make").addEventListener("click", giveAll);
$("print").addEventListener("click", () => print());
$("next").addEventListener("click", () => show([...now.begins, now.found.next]));
$("before").addEventListener("click", () => show(now.begins.slice(0, -1)));
if (election) await show([""]);
else page.face("none");

function looked(form) {
  const [q, missing] = [form.get("q").trim(), form.get("missing")];
  return { ...(q && { q }), ...(missing && { missing: "true" }) };
}

function listed(more) {
  return `${root}/stations?${new URLSearchParams({ ...now.wanted, ...more })}`;
}

async function show(begins) {
  const turn = (now.turn += 1);
  const after = begins.at(-1);
  const found = await page.load(() => api.get(listed({ limit: SIZE, ...(after && { after }) })));
  if (turn !== now.turn) return;
  [now.begins, now.found] = [begins, found];
  const searching = Object.keys(now.wanted).length > 0;
  page.face(found.stations || searching ? "live" : "nostations");
  draw(found);
}

function draw({ items, next, stations, enrolled }) {
  $("count").textContent = fill(words.enrolled, { n: fmt.count(enrolled), all: fmt.count(stations) });
  $("stations").replaceChildren(...items.map(row));
  $("nobody").hidden = items.length > 0;
  const first = (now.begins.length - 1) * SIZE + 1;
  $("range").textContent = items.length ? fill(words.range, { from: fmt.count(first), to: fmt.count(first + items.length - 1) }) : "";
  [$("before").disabled, $("next").disabled] = [now.begins.length === 1, !next];
}

function row(one) {
  const [tone, sign] = FACES[one.state];
  const act = one.key ? ["takeBack", () => takeBack(one)] : ["newCode", () => give([one.tps])];
  const [said, click] = [words[act[0]], act[1]];
  const name = one.village ? fill(words.station, { village: one.village, number: one.tps.slice(-3) }) : `TPS ${one.tps.slice(-3)}`;
  return make("tr", { "data-tps": one.tps },
    make("th", { scope: "row" }, name, " ", make("span", { "class": "muted" }, one.district ?? "")),
    make("td", { "class": "code" }, one.tps),
    make("td", {}, make("span", { "class": `badge${tone}` }, icon(sign), words.states[one.state]), " ", make("span", { "class": "muted" }, when(one))),
    make("td", { "class": "num" }, make("button", { type: "button", "class": "btn btn-quiet", "aria-label": `${said} ${one.tps}`, on: { click } }, said)));
}

function when(one) {
  if (one.key) return fill(words.since, { time: fmt.moment(one.enrolled_at) });
  return one.expires_at ? fill(words.until, { time: fmt.moment(one.expires_at) }) : "";
}

// Codes for all that were found and have no phone, on this page or on others.
async function giveAll() {
  const { stations, enrolled } = now.found;
  const n = stations - enrolled;
  if (n > MOST) return page.say(fill(words.tooMany, { n: fmt.count(n), most: fmt.count(MOST) }), "warn", true);
  try {
    const items = await api.all(listed({ limit: MOST, missing: "true" }));
    return items.length ? await give(items.map((one) => one.tps)) : page.say(words.nothing);
  } catch (error) {
    return page.fail(error);
  }
}

async function give(wanted) {
  try {
    const made = await api.send("POST", `${root}/codes`, { tps: wanted });
    const slips = made.items.map((item) => make("li", {}, make("span", { "class": "code" }, item.tps), make("b", { "class": "code" }, item.code)));
    $("slips-list").replaceChildren(...slips);
    $("slips-note").textContent = fill(words.made, { n: fmt.count(slips.length) });
    $("slips").hidden = false;
    await show(now.begins);
    $("slips").scrollIntoView();
  } catch (error) {
    page.fail(error);
  }
}

async function takeBack(one) {
  $("sure-tps").textContent = one.tps;
  const answer = await asked($("sure"));
  if (!answer) return;
  try {
    await api.send("POST", `${root}/keys/${one.key}/revocation`, { reason: answer.reason });
    page.say(fill(words.takenBack, { tps: one.tps }));
    await show(now.begins);
  } catch (error) {
    page.fail(error);
  }
}
