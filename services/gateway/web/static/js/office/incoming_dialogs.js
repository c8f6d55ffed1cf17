// What is asked before a letter is forwarded, and before the letter that answers it is noted.

import { explain } from "../console/api.js";
import { inDialog } from "./asking.js";
import { fill } from "../format.js";

const PAUSE = 250;
const at = (id) => document.getElementById(id);

// forwarding(page, send): `send(position, key)`; resolves with its answer, or null.
export async function forwarding(page, send) {
  const positions = await page.api.all("/v1/office/positions?limit=1000", 3000);
  at("forward-positions").replaceChildren(...positions.map((one) => Object.assign(document.createElement("option"), { value: one.code, label: one.title })));
  const form = at("forward-form");
  form.reset();
  const tell = (error) => explain(error, page.words);
  return inDialog(at("forward"), form, { send: (key) => send(form.elements.to.value.trim(), key), tell, alert: at("forward-alert") });
}

// answering(page, send): `send(letter, key)`; resolves with its answer, or null.
export async function answering(page, send) {
  const [form, search, found] = [at("answer-form"), at("answer-search"), at("answer-letters")];
  let [timer, asked] = [null, 0];
  form.reset();

  async function look() {
    const mine = ++asked;
    const words = search.value.trim();
    const query = new URLSearchParams({ limit: "20", ...(words && { q: words }), ...page.as });
    const { items } = await page.api.get(`/v1/office/letters?${query}`);
    if (mine !== asked) return;
    found.replaceChildren(...items.map((one) => new Option(fill(page.words.answers, { number: one.number ?? "", subject: one.subject ?? page.words.sealed }).trim(), one.id)));
  }

  search.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(() => look().catch(page.fail), PAUSE);
  };
  await look();
  const tell = (error) => explain(error, page.words);
  return inDialog(at("answer"), form, { send: (key) => send(found.value, key), tell, alert: at("answer-alert") });
}
