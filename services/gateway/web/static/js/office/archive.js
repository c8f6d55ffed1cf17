// Files of one's units: what is due, new ones, and lists of what is handed over or destroyed.

import { show, slot, write } from "../dom.js";
import { fill } from "../format.js";
import { explain } from "../console/api.js";
import { fileRow } from "./archive_rows.js";
import { inDialog } from "./asking.js";
import { office } from "./frame.js";
import { filtering } from "./listing.js";
import { lists } from "./archive_lists.js";
import { table } from "./archive_table.js";

const ROOT = "/v1/office/archive";
const at = (id) => document.getElementById(id);
const page = await office();
const { words, fmt } = page;
const picked = new Map();

const files = table(page, { ask, key: (one) => one.id, draw });
const filters = filtering(at("filters"), () => files.read().catch(page.fail));
const decided = lists(page, reread);

function ask(paging) {
  const { only, q } = filters();
  if (only === "due") return `${ROOT}/due?${new URLSearchParams({ ...page.as, ...paging })}`;
  const state = { open: { open: "true" }, archived_active: { state: "archived_active", open: "false" } }[only] ?? (only && { state: only });
  return `${ROOT}/files?${new URLSearchParams({ ...page.as, ...state, ...(q && { q }), ...paging })}`;
}

function draw(node, one) {
  const row = fileRow(one, { words, fmt, today: page.today });
  node.classList.toggle("due", row.due);
  for (const name of ["code", "title", "class", "state", "term", "letters"]) write(slot(node, name), row[name]);
  slot(node, "title").href = `/office/archive/${one.id}`;
  const box = slot(node, "pick");
  show(box, row.step !== null);
  box.checked = picked.has(one.id);
  box.ariaLabel = fill(words.pick, { code: one.code });
  box.onchange = () => {
    box.checked ? picked.set(one.id, row.step) : picked.delete(one.id);
    offer();
  };
}

// What is picked goes on one list, so it has to be of one kind.
function offer() {
  const steps = new Set(picked.values());
  for (const step of ["transfer", "destroy"]) at(step).disabled = !(page.acting?.records && steps.size === 1 && steps.has(step));
}

async function summary() {
  const due = await page.api.get(`${ROOT}/due?${new URLSearchParams({ ...page.as, limit: 1 })}`);
  const late = due.overdue ? `, ${fmt.counted(words.overdue, due.overdue)}` : "";
  write(at("summary"), due.ending + due.overdue ? `${fmt.counted(words.due, due.ending)}${late}` : "");
}

async function reread() {
  picked.clear();
  offer();
  await Promise.all([files.read(), decided.read(), summary()]);
}

function propose(address) {
  const send = page.api.send("POST", `${ROOT}/${address}`, { files: [...picked.keys()], ...page.as });
  send.then(reread).then(() => page.say(words.proposed)).catch(page.fail);
}

async function open() {
  const form = at("opening-form");
  form.reset();
  const body = () => ({ ...Object.fromEntries(new FormData(form)), ...page.as });
  const send = (key) => page.api.send("POST", `${ROOT}/files`, body(), { key });
  const tell = (error) => explain(error, words);
  const made = await inDialog(at("opening"), form, { send, tell, alert: form.querySelector("[role=alert]") });
  if (!made) return;
  await reread();
  page.say(fill(words.opened, { code: made.code }));
}

at("open-file").onclick = () => open().catch(page.fail);
at("open-file").disabled = !page.acting?.records;
at("transfer").onclick = () => propose("transfers");
at("destroy").onclick = () => propose("destructions");
await page.load(reread);
page.face("live");
