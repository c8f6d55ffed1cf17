// Which polling stations have a phone, and codes for those that have none. A code is in the answer
// that made it and nowhere else: it stands on this page until somebody leaves it.

import { asked } from "../console/dialog.js";
import { shell } from "../console/shell.js";
import { fill } from "../format.js";
import { icon, make } from "../field/build.js";

const MOST = 1000; // codes at once
const FACES = { enrolled: [" badge-ok", "ok"], open: [" badge-info", "info"], expired: [" badge-warn", "warn"], none: ["", "wait"] };
const $ = (id) => document.getElementById(id);
const page = await shell({ topics: [] });
const { api, words, fmt, election } = page;
const root = `/v1/elections/${election?.id}`;
let stations = [];

$("filter").addEventListener("submit", (event) => {
  event.preventDefault();
  show();
});
$("make").addEventListener("click", () => give(stations.filter((one) => one.state !== "enrolled").map((one) => one.tps)));
$("print").addEventListener("click", () => print());
if (election) await show();
else page.face("none");

async function show() {
  const area = $("area-code").value;
  const query = `?limit=500${area ? `&area=${area}` : ""}`;
  const [listed, codes, keys] = await page.load(() =>
    Promise.all([`${root}/stations`, `${root}/crews/codes`, `${root}/crews/keys`].map((path) => api.all(path + query))));
  stations = listed.map((one) => stateOf(one, codes, keys));
  page.face(stations.length ? "live" : "nostations");
  draw();
}

function stateOf({ code: tps }, codes, keys) {
  const key = keys.findLast((one) => one.tps === tps && !one.revoked_at);
  const code = codes.findLast((one) => one.tps === tps && (one.state === "open" || one.state === "expired"));
  return { tps, key, code, state: key ? "enrolled" : (code?.state ?? "none") };
}

function draw() {
  const enrolled = stations.filter((one) => one.state === "enrolled").length;
  $("count").textContent = fill(words.enrolled, { n: fmt.count(enrolled), all: fmt.count(stations.length) });
  $("stations").replaceChildren(...stations.map(row));
}

function row(one) {
  const [tone, sign] = FACES[one.state];
  const when = one.key ? fill(words.since, { time: fmt.moment(one.key.enrolled_at) }) : one.code ? fill(words.until, { time: fmt.moment(one.code.expires_at) }) : "";
  const act = one.key
    ? make("button", { type: "button", "class": "btn btn-quiet", "aria-label": `${words.takeBack} ${one.tps}`, on: { click: () => takeBack(one) } }, words.takeBack)
    : make("button", { type: "button", "class": "btn btn-quiet", "aria-label": `${words.newCode} ${one.tps}`, on: { click: () => give([one.tps]) } }, words.newCode);
  return make("tr", { "data-tps": one.tps },
    make("td", { "class": "code" }, one.tps),
    make("td", {}, make("span", { "class": `badge${tone}` }, icon(sign), words.states[one.state]), " ", make("span", { "class": "muted" }, when)),
    make("td", { "class": "num" }, act));
}

async function give(wanted) {
  if (!wanted.length) return page.say(words.nothing);
  try {
    const slips = [];
    for (let from = 0; from < wanted.length; from += MOST) {
      const made = await api.send("POST", `${root}/crews/codes`, { tps: wanted.slice(from, from + MOST) });
      slips.push(...made.items.map((item) => make("li", {}, make("span", { "class": "code" }, item.tps), make("b", { "class": "code" }, item.code))));
    }
    $("slips-list").replaceChildren(...slips);
    $("slips-note").textContent = fill(words.made, { n: fmt.count(slips.length) });
    $("slips").hidden = false;
    await show();
    $("slips").scrollIntoView();
  } catch (error) {
    page.fail(error);
  }
  return null;
}

async function takeBack(one) {
  $("sure-tps").textContent = one.tps;
  const answer = await asked($("sure"));
  if (!answer) return;
  try {
    await api.send("POST", `${root}/crews/keys/${one.key.id}/revocation`, { reason: answer.reason });
    page.say(fill(words.takenBack, { tps: one.tps }));
    await show();
  } catch (error) {
    page.fail(error);
  }
}
