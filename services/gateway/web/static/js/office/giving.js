// The dialog that gives dispositions on a letter, or passes one on. Its markup is in
// templates/office/_dispositions.html.
//
//   const given = await giving(page, { kind: "incoming", id, version });         // on a letter
//   const below = await giving(page, { disposition: id, version, due: "2026-11-30" });
//
// Resolves with what was made, or null. `version` is that of what was seen.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { explain } from "../console/api.js";
import { inDialog } from "./asking.js";

const PAUSE = 250;
const at = (id) => document.getElementById(id);
let presets = null;

// The titles of instructions, by code, in the page's language.
export async function instructionTitles({ api }) {
  presets ??= api.get("/v1/office/dispositions/instructions");
  const title = document.documentElement.lang === "en" ? "title_en" : "title";
  return new Map((await presets).items.map((one) => [one.code, one[title]]));
}

export async function giving(page, { kind, id, disposition = null, version, due = null }) {
  const words = page.words.dispo;
  const [dialog, form] = [at("giving"), at("giving-form")];
  const chosen = new Map();
  form.reset();
  write(at("giving-title"), disposition ? words.passing : words.giving);
  set(form.elements.due, "min", page.today);
  if (due) set(form.elements.due, "max", due);
  else form.elements.due.removeAttribute("max");
  form.elements.due.value = due ?? "";
  const titles = await instructionTitles(page);
  keep(at("giving-instructions"), [...titles], ([code]) => code, () => stamp("giving-instruction-template"), (node, [code, title]) => {
    node.querySelector("input").value = code;
    write(slot(node, "title"), title);
  });
  const look = choosing(page, chosen);
  await look();

  const send = async (key) => {
    const body = { version, ...order(form, chosen), ...page.as };
    const made = disposition
      ? await page.api.send("POST", `/v1/office/dispositions/${encodeURIComponent(disposition)}/passing-on`, body, { key })
      : await page.api.send("POST", "/v1/office/dispositions", { about: { kind, id }, ...body }, { key });
    page.say(fill(words.given, { n: page.fmt.count(made.items.length) }));
    return made.items;
  };
  const problems = { ...page.words, problems: { ...page.words.problems, ...words.problems } };
  return inDialog(dialog, form, { send, tell: (error) => explain(error, problems), alert: at("giving-alert") });
}

// What the form says. Who is below gets a duty, who is beside is asked to coordinate.
function order(form, chosen) {
  const codes = (duty) => [...chosen.values()].filter((one) => (one.relation !== "beside") === duty).map((one) => one.code);
  const { text, urgency, due } = form.elements;
  const instructions = [...form.querySelectorAll('[name="instruction"]:checked')].map((one) => one.value);
  return { to: codes(true), coordination: codes(false), instructions, text: text.value.trim(), urgency: urgency.value, due: due.value || null };
}

// Positions to choose among: those chosen stay, what is typed finds others.
function choosing(page, chosen) {
  const search = at("giving-search");
  let [timer, asked, found] = [null, 0, []];

  async function look() {
    const mine = ++asked;
    const query = new URLSearchParams({ q: search.value.trim(), ...page.as });
    const { items } = await page.api.get(`/v1/office/dispositions/receivers?${query}`);
    if (mine !== asked) return; // more was typed meanwhile
    // Without a word those right below are enough to look at, with what else is chosen.
    found = search.value.trim() ? items : items.filter((one) => one.direct || one.relation === "delegate");
    if (found.length === 0 && !search.value.trim()) found = items;
    draw();
  }

  function draw() {
    const before = [...chosen.values()].filter((one) => !found.some((other) => other.code === one.code));
    keep(at("giving-positions"), [...before, ...found], (one) => one.code, () => stamp("giving-position-template"), drawOne);
    show(at("giving-none"), found.length === 0);
    write(at("giving-chosen"), chosen.size ? fill(page.words.dispo.chosen, { n: page.fmt.count(chosen.size) }) : "");
  }

  function drawOne(node, one) {
    const box = node.querySelector("input");
    box.checked = chosen.has(one.code);
    set(box, "value", one.code);
    write(slot(node, "title"), one.title);
    write(slot(node, "unit"), one.unit_name);
    show(slot(node, "beside"), one.relation === "beside");
    box.onchange = () => {
      if (box.checked) chosen.set(one.code, one);
      else chosen.delete(one.code);
      draw();
      box.focus();
    };
  }

  search.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(() => look().catch(page.fail), PAUSE);
  };
  // Enter in the search chooses the first that was found, and does not send the form.
  search.onkeydown = (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const first = found.find((one) => !chosen.has(one.code));
    if (!first || !search.value.trim()) return;
    chosen.set(first.code, first);
    search.value = "";
    look().catch(page.fail);
  };
  return look;
}
