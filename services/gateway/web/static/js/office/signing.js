// Letters signed with one passphrase, which is asked for, sent once, and kept nowhere.
//
//   const ended = await signing(page, [{ letter, version, subject }], { progress });
//
// The markup is in templates/office/_signing.html. Resolves with the job as it ended and its
// results, or null. What somebody typed is out of the form before the answer is there.

import { show, write } from "../dom.js";
import { fill } from "../format.js";
import { newKey, explain } from "../console/api.js";
import { isNo } from "../console/dialog.js";

const ENDED = ["done", "failed", "cancelled"];
const PAUSE = 700;
const at = (id) => document.getElementById(id);
const wait = (time) => new Promise((go) => setTimeout(go, time));

// signing(page, letters, told): `told.began(job)` once it is ordered, `told.progress(job)` as it goes.
export async function signing(page, letters, { began = () => {}, progress = () => {} } = {}) {
  const words = page.words.signing;
  const key = await keyOf(page, words);
  if (!key) return null;
  const passphrase = await asked(page, letters, key);
  if (passphrase === null) return null;
  const body = { letters: letters.map(({ letter, version }) => ({ letter, version })), passphrase, ...page.as };
  const job = await page.api.send("POST", "/v1/office/signings", body, { key: newKey() });
  began(job);
  return followed(page, job.id, progress);
}

export async function followed(page, id, progress = () => {}) {
  for (;;) {
    const job = await page.api.get(`/v1/office/signings/${encodeURIComponent(id)}`);
    progress(job);
    if (ENDED.includes(job.state)) return job;
    await wait(PAUSE);
  }
}

async function keyOf(page, words) {
  try {
    return await page.api.get("/v1/office/signings/key");
  } catch (error) {
    page.say(explain(error, { ...page.words, problems: { ...page.words.problems, ...words.problems } }), "warn", true);
    return null;
  }
}

function asked(page, letters, key) {
  const words = page.words.signing;
  const [dialog, form] = [at("signing"), at("signing-form")];
  const field = form.elements.passphrase;
  write(at("signing-title"), letters.length === 1 ? words.one : fill(words.many, { n: page.fmt.count(letters.length) }));
  write(at("signing-about"), letters.length === 1 ? (letters[0].subject ?? "") : "");
  write(at("signing-as"), fill(words.as[key.kind], { name: key.name, title: page.acting.title }));
  write(at("signing-label"), words.asks[key.kind]);
  show(at("signing-expires"), expired(key));
  if (expired(key)) write(at("signing-expires").querySelector("span"), fill(words.expired, { day: page.fmt.date(key.expires.slice(0, 10)) }));
  field.value = "";
  dialog.returnValue = "cancel";
  dialog.showModal();
  field.focus();
  return new Promise((answer) => {
    dialog.addEventListener(
      "close",
      () => {
        const said = field.value;
        field.value = ""; // it is on its way, and nowhere else
        answer(isNo(dialog) ? null : said);
      },
      { once: true },
    );
  });
}

function expired(key) {
  return Boolean(key.expires) && Date.parse(key.expires) < Date.now();
}

// Why a signing as a whole did not go on: the first reason that stands for all of its letters.
export function reasonOf(job, words) {
  const reasons = job.letters.map((one) => one.reason).filter(Boolean);
  if (job.state === "cancelled") return words.stopped;
  const slug = reasons[0];
  return slug ? (words.problems[slug] ?? job.message) : job.message;
}
