// A file: what it is, what stands in it, and its steps.

import { show, slot, write } from "../dom.js";
import { fill } from "../format.js";
import { explain } from "../console/api.js";
import { fileRow } from "./archive_rows.js";
import { table } from "./archive_table.js";
import { inDialog } from "./asking.js";
import { office } from "./frame.js";

const at = (id) => document.getElementById(id);
const ID = at("file").dataset.file;
const ADDRESS = `/v1/office/archive/files/${encodeURIComponent(ID)}`;
const page = await office();
const { words, fmt } = page;
let file = null;

const letters = table(page, { ask: (paging) => `${ADDRESS}/letters?${new URLSearchParams({ ...page.as, ...paging })}`, key: (one) => one.letter, draw });

function draw(node, one) {
  write(slot(node, "number"), one.number ?? words.sealed);
  const link = slot(node, "subject");
  write(link, one.subject ?? words.sealed);
  link.href = one.kind === "letter" ? `/office/letters/${one.letter}` : `/office/incoming/${one.letter}`;
  for (const kind of ["letter", "incoming"]) show(slot(node, kind), one.kind === kind);
  write(slot(node, "dated"), one.dated ? fmt.date(one.dated) : "");
  write(slot(node, "at"), fmt.moment(one.at));
  const out = slot(node, "out");
  show(out, file.closed === null && file.unit === page.acting?.unit);
  out.ariaLabel = fill(words.out, { number: one.number ?? words.sealed });
  out.onclick = () => {
    const address = `${ADDRESS}/letters/${one.kind}/${one.letter}?${new URLSearchParams(page.as)}`;
    page.api.send("DELETE", address).then(reread).then(() => page.say(words.taken)).catch(page.fail);
  };
}

function tell() {
  const row = fileRow({ ...file }, { words: { ...words, since: "", activeUntil: "", inactiveUntil: "" }, fmt, today: page.today });
  const rule = file.retention;
  const day = (value) => (value ? fmt.date(value) : "–");
  const facts = {
    unit: file.unit_name, classification: file.classification, security: words.secrets[file.security], state: row.state,
    opened: day(file.opened), closed: day(file.closed), active: day(file.active_until), inactive: day(file.inactive_until),
    retention: rule ? fill(words.years, { active: rule.active_years, inactive: rule.inactive_years, fate: words.fates[rule.fate] }) : "–",
    basis: rule ? `${rule.basis} (${rule.code})` : "",
  };
  write(at("file-title"), file.title);
  write(at("code"), file.code);
  write(at("count"), file.letters === null ? "" : fmt.counted(words.letters, file.letters));
  for (const [name, text] of Object.entries(facts)) write(document.querySelector(`[data-fact="${name}"]`), text);
  steps(row.due);
}

function steps(due) {
  const mine = page.acting?.records && file.keeper === page.acting.unit;
  const ended = mine && due && file.state === "archived_inactive";
  show(at("close"), Boolean(mine) && file.closed === null);
  show(at("appraise"), ended && file.retention.fate === "review");
  show(at("keep"), ended && file.retention.fate === "permanent");
  at("put").disabled = file.closed !== null || file.unit !== page.acting?.unit;
}

async function reread() {
  file = await page.api.get(`${ADDRESS}?${new URLSearchParams(page.as)}`);
  tell();
  await letters.read();
}

// A step that a dialog asks about: `body` of what its form says.
async function step(id, method, said, body) {
  const form = at(`${id}-form`);
  const send = (key) => page.api.send("POST", `${ADDRESS}/${method}`, { ...body(new FormData(form)), ...page.as }, { key });
  const done = await inDialog(at(id), form, { send, tell: (error) => explain(error, words), alert: form.querySelector("[role=alert]") });
  if (!done) return;
  await reread();
  page.say(said);
}

const seen = (form) => ({ version: file.version, ...Object.fromEntries(form) });

// Letters that are done, which one reads: the newest of each.
async function candidates() {
  const query = (more) => new URLSearchParams({ ...page.as, ...more, limit: 100 });
  const ours = await page.api.get(`/v1/office/letters?${query({ state: "sent" })}`);
  const came = await Promise.all(["filed", "done"].map((state) => page.api.get(`/v1/office/incoming?${query({ state })}`)));
  const named = (kind) => (one) => new Option([one.number, one.subject ?? words.sealed].filter(Boolean).join(" · "), `${kind}/${one.id}`);
  return [...ours.items.map(named("letter")), ...came.flatMap((one) => one.items).map(named("incoming"))];
}

async function put() {
  at("putting-form").elements.letter.replaceChildren(...(await candidates()));
  await step("putting", "letters", words.put, (form) => {
    const [kind, letter] = form.get("letter").split("/");
    return { kind, letter };
  });
}

at("put").onclick = () => put().catch(page.fail);
at("close").onclick = () => {
  const day = at("closing-form").elements.closed;
  [day.value, day.max, day.min] = [page.today, page.today, file.opened];
  step("closing", "closing", words.closed, seen).catch(page.fail);
};
at("appraise").onclick = () => step("appraising", "appraisal", words.appraised, seen).catch(page.fail);
at("keep").onclick = () => {
  const send = page.api.send("POST", `${ADDRESS}/preservation`, { version: file.version, ...page.as });
  send.then(reread).then(() => page.say(words.kept)).catch(page.fail);
};
await page.load(reread);
page.face("live");
