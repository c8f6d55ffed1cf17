// How a page without an account speaks to the API, and says what went wrong.

import { newKey, spoken } from "../console/api.js";
import { fill } from "../format.js";

export const words = JSON.parse(document.body.dataset.strings);

export class Refused extends Error {
  constructor(status, problem, seconds) {
    super(problem.detail ?? problem.type ?? "");
    Object.assign(this, { status, problem, seconds });
  }
}

// `key` is the first time's, where the same thing is said again.
export async function post(path, body, key = newKey()) {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": key };
  return read(await reach(path, { method: "POST", headers, body: JSON.stringify(body) }));
}

export async function get(path) {
  return read(await reach(path, {}));
}

// A file, as its bytes: the answer may take a while.
export async function send(path, file, key = newKey()) {
  const body = new FormData();
  body.append("file", file);
  return read(await reach(path, { method: "POST", headers: { "Idempotency-Key": key }, body }));
}

async function reach(path, options) {
  try {
    const headers = { ...spoken(), ...options.headers };
    return await fetch(path, { cache: "no-store", credentials: "omit", ...options, headers });
  } catch {
    throw new Refused(0, {}, 0);
  }
}

async function read(answer) {
  const type = answer.headers.get("Content-Type") ?? "";
  const body = type.includes("json") ? await answer.json() : {};
  if (answer.ok) return body;
  throw new Refused(answer.status, body, Number(answer.headers.get("Retry-After") ?? 60));
}

export function explain(error) {
  if (!(error instanceof Refused)) throw error;
  if (error.status === 0) return words.unreachable;
  if (error.status === 429) return fill(words.tooMany, { seconds: error.seconds });
  if (words.refused?.[error.problem.type]) return words.refused[error.problem.type];
  const named = (error.problem.errors ?? []).map(({ field }) => words.fields[field.split(".")[0]] ?? field);
  return named.length ? fill(words.wrong, { what: [...new Set(named)].join(", ") }) : words.failed;
}

export function tell(line, text) {
  line.querySelector("span").textContent = text ?? "";
  line.hidden = !text;
}

// One sending of a form at a time; the button wakes once its module has loaded.
export function sends(form, send) {
  const button = form.querySelector("[type=submit]");
  const wrong = form.querySelector("#wrong");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    if (wrong) tell(wrong, "");
    try {
      await send(new FormData(form));
    } catch (error) {
      const text = explain(error);
      if (wrong) tell(wrong, text);
      else form.querySelector("[role=status]").textContent = text;
    } finally {
      button.disabled = false;
    }
  });
  button.disabled = false;
}
