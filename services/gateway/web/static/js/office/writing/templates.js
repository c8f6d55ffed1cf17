// With what letters of a kind begin: text and fields, of one's unit or of all, version by version.

import { keep, set, show, slot, stamp, write } from "../../dom.js";
import { explain, newKey } from "../../console/api.js";
import { fill } from "../../format.js";
import { inDialog } from "../asking.js";
import { office } from "../frame.js";
import { editor } from "./editor.js";

const at = (id) => document.getElementById(id);
const english = document.documentElement.lang === "en" ? "_en" : "";
const page = await office();
const { api, words, fmt } = page;
let [versions, fields, key, last] = [[], [], newKey(), 0];

const text = editor(at("body"), at("commands"), { body: "", label: words.body, changed: touched });
let kinds = await page.load(() => api.get("/v1/office/letters/kinds"));
const isAdmin = page.me.roles.includes("admin");

function touched() {
  key = newKey(); // other content is another command
  show(at("refused"), false);
}

function mayChange() {
  return isAdmin || (Boolean(page.acting?.records) && at("unit").value === page.acting.unit);
}

async function read() {
  const [kind, unit] = [at("kind").value, at("unit").value];
  lock(true); // what is written until the answer is here would be lost
  const path = `/v1/office/letters/kinds/${kind}/templates?${new URLSearchParams(unit ? { unit } : {})}`;
  const { items } = await api.get(path);
  if (kind !== at("kind").value || unit !== at("unit").value) return; // another one was chosen since
  versions = items;
  last = versions[0]?.version ?? 0;
  const standing = kinds.items.find((one) => one.kind === kind);
  lay(versions[0] ?? standing);
  write(at("template-title"), standing[`title${english}`]);
  const shown = [...versions, { id: "", version: 0 }];
  keep(at("versions"), shown, (one) => one.id, () => stamp("version-template"), drawVersion);
  set(at("template"), "data-kind", kind);
  set(at("template"), "data-version", String(last));
}

function lock(locked) {
  text.lock(locked);
  for (const button of [at("save"), at("field-add")]) button.disabled = locked;
}

function drawVersion(node, one) {
  const name = one.version ? fill(words.version, { n: one.version }) : words.ours;
  write(slot(node, "which"), name);
  write(slot(node, "by"), one.version ? fill(words.by, { position: one.position ?? words.everybody, time: fmt.moment(one.at) }) : "");
  write(slot(node, "use-name"), ` ${name}`);
  // What comes with us is known where no other version took its place for this unit.
  show(slot(node, "use"), Boolean(one.version));
  slot(node, "use").onclick = () => lay(one);
}

function lay(one) {
  text.put(one.body);
  fields = one.fields.map((field, n) => ({ ...field, key: `${one.id ?? ""}/${n}` }));
  const may = mayChange();
  lock(!may);
  show(at("locked"), !may);
  touched();
  drawFields();
}

function drawFields() {
  keep(at("fields"), fields, (one) => one.key, () => stamp("field-row-template"), (node, one) => {
    const parts = { name: "name", title: "title", "title-en": "title_en" };
    for (const [place, part] of Object.entries(parts)) {
      const input = slot(node, place);
      if (input.value !== one[part]) input.value = one[part];
      input.oninput = () => {
        one[part] = input.value;
        touched();
      };
    }
    slot(node, "required").checked = one.required;
    slot(node, "required").onchange = (event) => {
      one.required = event.target.checked;
      touched();
    };
    write(slot(node, "remove-name"), fill(words.remove, { title: one.title || one.name }));
    slot(node, "remove").onclick = () => {
      fields = fields.filter((other) => other !== one);
      touched();
      drawFields();
    };
  });
}

async function save() {
  const told = fields.map(({ name, title, title_en: other, required }) => ({ name: name.trim(), title: title.trim(), title_en: other.trim() || title.trim(), required }));
  const unit = at("unit").value;
  const body = { version: last, body: text.html(), fields: told, ...(unit && { unit }), ...page.as };
  const made = await api.send("POST", `/v1/office/letters/kinds/${at("kind").value}/templates`, body, { key });
  page.say(fill(words.saved, { n: made.version }));
  await read();
}

at("save").addEventListener("click", async () => {
  at("save").disabled = true;
  try {
    await save();
  } catch (error) {
    write(at("refused").querySelector("span"), explain(error, words));
    show(at("refused"), true);
  }
  at("save").disabled = !mayChange();
});
at("field-add").addEventListener("click", () => {
  fields.push({ key: newKey(), name: "", title: "", title_en: "", required: false });
  touched();
  drawFields();
  slot(at("fields").lastElementChild, "name").focus();
});
at("choice").addEventListener("change", () => read().catch(page.fail));
at("choice").addEventListener("submit", (event) => event.preventDefault());
offer();

// An administrator of the whole region adds kinds, each with a series of numbers if one is said.
async function add() {
  const form = at("adding-form");
  form.reset();
  const made = await inDialog(at("adding"), form, {
    async send(key) {
      const { kind, template, scope, ...called } = Object.fromEntries(new FormData(form));
      const put = await api.send("PUT", `/v1/office/letters/kinds/${encodeURIComponent(kind)}`, { ...called, ...page.as }, { key });
      if (template.trim()) await api.send("PUT", "/v1/office/number-rules", { kind, template: template.trim(), scope });
      return put;
    },
    tell: (error) => explain(error, words),
    alert: at("adding-alert"),
  });
  if (!made) return;
  kinds = await api.get("/v1/office/letters/kinds");
  offer();
  [at("kind").value, at("unit").value] = [made.kind, ""];
  page.say(fill(words.added, { title: made.title }));
  await read();
}

function offer() {
  at("kind").replaceChildren(...kinds.items.map((one) => new Option(one[`title${english}`], one.kind)));
}

show(at("kind-add"), isAdmin && !page.me.area);
at("kind-add").onclick = () => add().catch(page.fail);
at("unit").append(...(page.acting ? [new Option(page.acting.unit, page.acting.unit)] : []), new Option(words.everybody, ""));
await page.load(read);
page.face("live");
