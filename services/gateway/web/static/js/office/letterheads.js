// Letterheads: read and written for one unit at a time, shown as they will stand on paper.

import { set, show, write } from "../dom.js";
import { explain, newKey } from "../console/api.js";
import { fill } from "../format.js";
import { office } from "./frame.js";

const LARGEST = 300 * 1024;
const at = (id) => document.getElementById(id);
const form = at("form");
const page = await office();
const { api, words } = page;
let [units, logo, key, turn] = [[], null, newKey(), 0];

const pathOf = (unit) => `/v1/office/units/${encodeURIComponent(unit)}/letterhead`;
const linesOf = (name) => form.elements[name].value.split("\n").map((one) => one.trim()).filter(Boolean);
const chosen = () => units.find((one) => one.code === at("unit").value);

function mayWrite(unit) {
  const keeps = page.acting?.records && page.acting.unit === unit.code;
  return unit.area.startsWith(page.me.area) && (page.me.roles.includes("admin") || Boolean(keeps));
}

async function read() {
  const [unit, mine] = [chosen(), ++turn];
  if (!unit) return;
  const head = await api.get(pathOf(unit.code));
  if (mine !== turn) return;
  form.elements.lines.value = head.lines.join("\n");
  form.elements.below.value = head.below.join("\n");
  logo = head.logo;
  const may = mayWrite(unit);
  show(at("locked"), !may);
  for (const field of form.elements) field.disabled = !may;
  at("logo-put").classList.toggle("is-off", !may);
  touched();
  set(at("heads"), "data-unit", unit.code);
}

function touched() {
  key = newKey(); // other content is another command
  show(at("refused"), false);
  const lines = linesOf("lines");
  at("shown-lines").replaceChildren(...(lines.length ? lines : [words.none]).map(line));
  write(at("shown-below"), linesOf("below").join("\n"));
  show(at("shown-logo"), logo !== null);
  show(at("logo-off"), logo !== null && !at("save").disabled);
  if (logo !== null) set(at("shown-logo"), "src", `data:image/${logo.startsWith("iVBOR") ? "png" : "jpeg"};base64,${logo}`);
}

function line(text) {
  const node = document.createElement("p");
  node.textContent = text;
  return node;
}

function refuse(text) {
  write(at("refused").querySelector("span"), text);
  show(at("refused"), true);
}

form.addEventListener("input", ({ target }) => target.name !== "logo" && touched());
form.elements.logo.addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  target.value = "";
  if (!file) return;
  if (file.size > LARGEST) return refuse(words.tooLarge);
  const bytes = new Uint8Array(await file.arrayBuffer());
  logo = btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(""));
  touched();
});
at("logo-off").onclick = () => {
  logo = null;
  touched();
};

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const unit = chosen();
  at("save").disabled = true;
  try {
    const body = { lines: linesOf("lines"), below: linesOf("below"), logo, ...page.as };
    await api.send("PUT", pathOf(unit.code), body, { key });
    page.say(fill(words.saved, { unit: unit.name }));
    await read();
  } catch (error) {
    refuse(explain(error, words));
  }
  at("save").disabled = !mayWrite(unit);
});

units = await page.load(() => api.all("/v1/office/units?limit=1000", 5000));
at("unit").replaceChildren(...units.map((one) => new Option(one.name, one.code)));
at("unit").value = units.some((one) => one.code === page.acting?.unit) ? page.acting.unit : (units[0]?.code ?? "");
at("unit").onchange = () => read().catch(page.fail);
await page.load(read);
page.face("live");
