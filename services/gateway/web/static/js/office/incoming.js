// An incoming letter: its scan, what the register says, who has it, and what is to be done next.

import { set, show, slot, useIcon, write } from "../dom.js";
import { fill } from "../format.js";
import { TREE_TOPICS, dispositionTree } from "./disposition_tree.js";
import { office } from "./frame.js";
import { giving } from "./giving.js";
import { history } from "./history.js";
import { answering, forwarding } from "./incoming_dialogs.js";
import { isRead, mayDo } from "./incoming_steps.js";
import { later } from "./listing.js";
import { ICONS } from "./register_rows.js";
import { megabytes, scanView, wrongWith } from "./scan_view.js";
import { refused } from "./stepping.js";

const at = (id) => document.getElementById(id);
const id = at("letter").dataset.incoming;
const ROOT = `/v1/office/incoming/${encodeURIComponent(id)}`;
const HEARD = ["incoming_forwarded", "incoming_changed"].map((one) => `eoffice.${one}`);
let [letter, tree, scanned] = [null, null, null];

const again = later(() => tree && read().catch(page.fail));
const page = await office({
  topics: [...HEARD, ...TREE_TOPICS],
  onEvent: ({ topic, data }) => {
    const about = data?.data ?? {};
    if (topic === "snapshot" || [about.incoming, about.letter].includes(id)) again();
  },
});
const { api, words, fmt } = page;
const paper = scanView(at("paper"), words.scan);
const as = () => new URLSearchParams(page.as);

// Another window of the same official may have been faster: then it is read as well.
function markRead(version) {
  return api.send("POST", `${ROOT}/reading`, { version, ...page.as }).catch((error) => {
    if (error.status !== 412) throw error;
  });
}

async function read() {
  letter = await api.get(`${ROOT}?${as()}`);
  if (isRead(letter, page.acting)) letter = { ...letter, ...(await markRead(letter.version)) };
  draw();
  tree ??= await dispositionTree(at("tree"), page, { kind: "incoming", id, changed: () => read().catch(page.fail) });
  const given = await tree.read();
  show(at("tree-none"), given.length === 0);
  show(at("sheet"), given.length > 0);
  await history(page, at("history"), `${ROOT}/history`);
  if (document.body.dataset.showing === "live") await look();
}

function draw() {
  const { titles } = letter;
  write(at("subject"), letter.subject ?? words.sealed);
  write(at("head"), [letter.sender, letter.number, fill(words.agenda, letter)].filter(Boolean).join(" · "));
  set(document.body, "data-state", letter.state);
  write(slot(at("state"), "text"), words.states[letter.state]);
  useIcon(at("state").querySelector("svg"), ICONS[letter.state]);
  mark("urgency", letter.urgency, words.urgencies);
  mark("security", letter.security, words.securities);
  const facts = {
    agenda: letter.agenda, sender: letter.sender, number: letter.number, classification: letter.classification,
    dated: fmt.date(letter.dated), received: fmt.date(letter.received),
    registrar: titles[letter.registrar], position: titles[letter.position],
  };
  for (const [name, value] of Object.entries(facts)) {
    const line = document.querySelector(`[data-fact="${name}"]`);
    show(line, Boolean(value));
    write(line.querySelector("dd"), value ?? "");
  }
  show(document.querySelector('[data-fact="answer"]'), letter.answer !== null);
  set(at("answer-link"), "href", `/office/letters/${letter.answer}`);
  const told = letter.text ?? words.text[letter.text_state];
  show(at("read-text"), Boolean(told));
  write(at("text"), told ?? "");
  offer();
}

function mark(name, value, named) {
  show(at(name), value !== "ordinary");
  write(slot(at(name), "text"), named[value]);
}

function offer() {
  const may = mayDo(letter, page.acting);
  for (const button of document.querySelectorAll("[data-act]")) {
    show(button, may.includes(button.dataset.act));
    set(button, "class", button.dataset.act === may[0] ? "btn btn-main" : "btn");
  }
  show(at("correct"), may.includes("correct"));
  show(at("scan-put"), may.includes("scan"));
  show(at("reply"), may.includes("answer"));
  set(at("reply"), "href", `/office/letters/new?${new URLSearchParams({ incoming: id })}`);
  set(at("correct"), "href", `/office/incoming/${encodeURIComponent(id)}/correction`);
  set(at("sheet"), "href", `/v1/office/dispositions/sheet.pdf?${new URLSearchParams({ kind: "incoming", letter: id, ...page.as })}`);
}

async function look() {
  show(at("unscanned"), letter.scan === null);
  show(at("scan-save"), letter.scan !== null);
  if (letter.scan === null || letter.scan.hash === scanned) return;
  scanned = letter.scan.hash;
  set(at("scan-save"), "href", `${ROOT}/scan?${as()}`);
  await paper.show(await api.blob(`${ROOT}/scan?${as()}`));
}

const seen = () => ({ version: letter.version, ...page.as });
const does = {
  dispose: () => giving(page, { kind: "incoming", id, version: letter.version }),
  forward: () => forwarding(page, (to, key) => step("forwarding", { to }, key)),
  answer: () => answering(page, (chosen, key) => step("answer", { letter: chosen }, key)),
  file: () => step("filing"),
  close: () => step("closing"),
};

async function step(verb, more = {}, key = undefined) {
  const done = await api.send("POST", `${ROOT}/${verb}`, { ...seen(), ...more }, key && { key });
  page.say(words.done[verb]);
  return done;
}

for (const button of document.querySelectorAll("[data-act]")) {
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      if (await does[button.dataset.act]()) await read();
    } catch (error) {
      await refused(page, error, `${ROOT}/history`, {});
      if (error.status === 412) await read().catch(page.fail);
    }
    button.disabled = false;
  });
}

at("scan-file").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  target.value = "";
  if (!file) return;
  const wrong = wrongWith(file);
  const facts = { name: file.name, size: megabytes(file.size, fmt) };
  if (wrong) return page.say(fill(words[wrong], facts), "warn", true);
  try {
    const query = new URLSearchParams({ version: String(letter.version), ...page.as });
    await api.send("PUT", `${ROOT}/scan?${query}`, file, { headers: { "Content-Type": file.type } });
    page.say(words.done.scan);
    await read();
  } catch (error) {
    await refused(page, error, `${ROOT}/history`, {});
  }
});

await page.load(read);
page.face("live");
await look().catch(page.fail); // a sheet is laid out once it can be seen
