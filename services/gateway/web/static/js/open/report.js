// A report without an account: what, where, and the receipt that it is followed by.

import { newKey } from "../console/api.js";
import { fill } from "../format.js";
import { Refused, get, post, sends, tell, words } from "./asking.js";
import { photos, wrong } from "./photos.js";
import { villages } from "./villages.js";

const ROOT = "/v1/public/incidents";
const $ = (id) => document.getElementById(id);
const [form, follow] = [$("report"), $("follow")];
const village = villages();
const pictures = photos($("photos-said"), $("photos-again"));
let point = null;
let sent = { body: "", key: "" }; // of what is sent again after a break, the key is the same

$("locate").addEventListener("click", () => {
  $("located").textContent = words.locating;
  if (!navigator.geolocation) return missing();
  navigator.geolocation.getCurrentPosition(placed, missing, { enableHighAccuracy: true, timeout: 20_000, maximumAge: 60_000 });
});

async function placed({ coords }) {
  point = [round(coords.longitude), round(coords.latitude)];
  const here = point;
  const metres = Math.round(coords.accuracy);
  $("located").textContent = fill(words.located, { metres });
  $("exact").hidden = false;
  const found = await post("/v1/public/village", { point }).catch(() => ({ village: null }));
  if (!found.village || here !== point) return; // elsewhere by now, or nobody knows
  village.offer(found.village);
  $("located").textContent = fill(words.locatedIn, { metres, village: found.village.name, district: found.village.district });
}

function missing() {
  point = null;
  $("exact").hidden = true;
  $("located").textContent = words.notLocated;
}

function round(degrees) {
  return Math.round(degrees * 1e5) / 1e5;
}

sends(form, async (data) => {
  const [area, spot] = [village.chosen(), data.get("words").trim()];
  const place = { ...(point && data.has("exact") && { point }), ...(area && { area }), ...(spot && { words: spot }) };
  const said = { type: data.get("type"), headline: data.get("headline").trim() };
  if (!said.type || !said.headline) return incomplete(said);
  if (Object.keys(place).length === 0) return tell($("wrong"), words.noPlace);
  const files = data.getAll("photos").filter(({ size }) => size > 0);
  if (wrong(files)) return tell($("wrong"), wrong(files));
  const text = data.get("text").trim();
  const body = { ...said, place, ...(text && { text }) };
  const told = await post(ROOT, body, key(body));
  $("receipt-code").value = told.receipt;
  $("copied").textContent = "";
  [form.hidden, $("receipt").hidden] = [true, false];
  $("receipt").focus();
  pictures.start(`${ROOT}/${encodeURIComponent(told.receipt)}/photos`, files);
});

function incomplete(said) {
  const first = said.type ? "headline" : "type";
  tell($("wrong"), fill(words.wrong, { what: words.fields[first] }));
  form.elements[first].focus();
}

function key(body) {
  const text = JSON.stringify(body);
  if (sent.body !== text) sent = { body: text, key: newKey() };
  return sent.key;
}

$("copy").addEventListener("click", async () => {
  const code = $("receipt-code");
  try {
    await navigator.clipboard.writeText(code.value);
    $("copied").textContent = words.copied;
  } catch {
    getSelection().selectAllChildren(code); // a page that is not https may not copy by itself
  }
});

$("another").addEventListener("click", () => {
  form.reset();
  village.input.dispatchEvent(new Event("input"));
  [point, $("located").textContent, $("exact").hidden] = [null, "", true];
  [form.hidden, $("receipt").hidden] = [false, true];
  form.elements.type.focus();
});

sends(follow, async (data) => {
  const receipt = data.get("receipt").trim().toLowerCase();
  const line = $("followed");
  try {
    const told = receipt ? await get(`${ROOT}/${encodeURIComponent(receipt)}`) : null;
    line.textContent = told ? said(told) : words.notFound;
  } catch (error) {
    if (!(error instanceof Refused) || ![404, 422].includes(error.status)) throw error;
    line.textContent = words.notFound;
  }
});

function said({ number, state, changed_at: changed }) {
  const time = new Date(changed).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  return fill(words.followed, { number, state: words.states[state] ?? state, time });
}

document.body.dataset.ready = "report";
