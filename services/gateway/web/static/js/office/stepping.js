// One step of a disposition: what it needs is asked, it is sent once, and what went wrong is said.

import { write } from "../dom.js";
import { fill } from "../format.js";
import { explain } from "../console/api.js";
import { isNo } from "../console/dialog.js";
import { PATHS } from "./disposition_steps.js";
import { giving } from "./giving.js";

const WORDS = { report: "report", give_back: "note", cancel: "note" };
const at = (id) => document.getElementById(id);

// takeStep(page, one, verb): true once it was done, or somebody else was faster; null if not.
export async function takeStep(page, one, verb) {
  const words = page.words.dispo;
  const given = WORDS[verb] ? await askWords(verb, one, words) : {};
  if (!given) return null;
  const path = `/v1/office/dispositions/${encodeURIComponent(one.id)}`;
  try {
    if (verb === "pass_on") return await giving(page, { disposition: one.id, version: one.version, due: one.due });
    const done = await page.api.send("POST", `${path}/${PATHS[verb]}`, { version: one.version, ...given, ...page.as });
    page.say(fill(words.done[verb], { title: one.receiver_title }));
    return done;
  } catch (error) {
    await refused(page, error, `${path}/history`, words.problems);
    return error.status === 412;
  }
}

function askWords(verb, one, words) {
  const [dialog, text] = [at("disposition-words"), at("disposition-words-text")];
  write(at("disposition-words-title"), words.verbs[verb]);
  write(at("disposition-words-about"), one.receiver_title);
  write(at("disposition-words-label"), words.asks[verb]);
  write(at("disposition-words-yes"), words.verbs[verb]);
  text.required = verb !== "cancel";
  dialog.returnValue = "cancel";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => {
      const said = text.value.trim();
      text.value = "";
      const sent = !isNo(dialog);
      answer(sent ? (said ? { [WORDS[verb]]: said } : {}) : null);
    }, { once: true });
  });
}

// Say why it was not done. After a 412 also who changed it and when, from the history at `path`.
export async function refused(page, error, path, problems) {
  const known = { ...page.words, problems: { ...page.words.problems, ...problems } };
  const why = explain(error, known);
  const last = error.status === 412 && path ? await lastAct(page, path) : null;
  const who = last && fill(page.words.dispo.changedBy, { who: last.position ?? last.person, time: page.fmt.moment(last.at) });
  page.say([why, who].filter(Boolean).join(" "), "warn", true);
}

async function lastAct(page, path) {
  try {
    return (await page.api.all(`${path}?${new URLSearchParams({ limit: "1000", ...page.as })}`)).at(-1);
  } catch {
    return null; // who it was is a courtesy: the refusal itself is said anyway
  }
}
