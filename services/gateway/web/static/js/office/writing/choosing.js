// Which kind of letter: one press begins a draft by the template of one's unit.
//
// `?kind=` leads to one of them; `?letter=…&does=reply|corrects|withdraws` begins one about an
// earlier letter, `?incoming=…` an answer to a registered one.

import { keep, set, show, slot, stamp, write } from "../../dom.js";
import { fill } from "../../format.js";
import { newKey } from "../../console/api.js";
import { office } from "../frame.js";
import { answerTo, recipientOf } from "./draft.js";

const DOES = ["reply", "corrects", "withdraws"];
const at = (id) => document.getElementById(id);
const page = await office();
const { api, words } = page;
const asked = new URLSearchParams(location.search);
const english = document.documentElement.lang === "en" ? "_en" : "";
const keys = new Map(); // a second press on the same card is the same letter

async function earlierOne() {
  if (asked.get("incoming")) return registered(asked.get("incoming"));
  const [letter, does] = [asked.get("letter"), asked.get("does")];
  if (!letter || !DOES.includes(does)) return null;
  return { does, ...(await api.get(`/v1/office/letters/${encodeURIComponent(letter)}?${new URLSearchParams(page.as)}`)) };
}

async function registered(id) {
  const found = await api.get(`/v1/office/incoming/${encodeURIComponent(id)}?${new URLSearchParams(page.as)}`);
  return { does: "answers", ...found };
}

// A letter about an earlier one says so; an answer goes back to whose letter it was.
function begun(kind, earlier) {
  const body = { kind: kind.kind, body: kind.body, ...page.as };
  if (!earlier) return body;
  if (earlier.does === "answers") return { ...body, ...answerTo(earlier, words) };
  const to = earlier.does === "reply" ? [{ kind: "position", code: earlier.signer || earlier.drafter }] : earlier.to.map(recipientOf);
  return { ...body, subject: earlier.subject, classification: earlier.classification, to, refers_to: { letter: earlier.id, does: earlier.does } };
}

async function begin(kind, earlier) {
  if (!keys.has(kind.kind)) keys.set(kind.kind, newKey());
  for (const one of document.querySelectorAll(".kind")) one.disabled = true;
  try {
    const made = await api.send("POST", "/v1/office/letters", begun(kind, earlier), { key: keys.get(kind.kind) });
    location.assign(`/office/letters/${made.id}/edit`);
  } catch (error) {
    for (const one of document.querySelectorAll(".kind")) one.disabled = false;
    page.fail(error);
  }
}

const [kinds, earlier] = await page.load(() =>
  Promise.all([api.get(`/v1/office/letters/kinds?${new URLSearchParams(page.as)}`), earlierOne()]));
write(at("begins"), earlier ? fill(words.begins[earlier.does], { title: earlier.number || earlier.subject || "" }) : "");
show(at("no-position"), !page.acting);
show(at("templates"), Boolean(page.acting?.records) || page.me.roles.includes("admin"));
keep(at("kinds"), kinds.items, (one) => one.kind, () => stamp("kind-template"), (node, one) => {
  const button = node.querySelector("button");
  const names = one.fields.map((field) => field[`title${english}`]).join(", ");
  write(slot(node, "title"), one[`title${english}`]);
  write(slot(node, "purpose"), one[`purpose${english}`]);
  write(slot(node, "fields"), names ? fill(words.fields, { names }) : "");
  set(button, "data-kind", one.kind);
  button.disabled = !page.acting;
  button.onclick = () => begin(one, earlier);
});
page.face("live");
document.querySelector(`[data-kind="${CSS.escape(asked.get("kind") ?? "")}"]`)?.focus();
