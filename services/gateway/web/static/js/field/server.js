// How the phone speaks to the gateway. The session is a challenge that the phone's key signs; the
// token stays in memory, and the next one is asked for when it is needed.

import { sign } from "./keys.js";

const CREWS = "/v1/elections/crews";
const SECONDS = 30;
const EARLY = 30_000; // ask for the next token so long before this one ends
const LATER = new Set([408, 425, 429]);
const SPOKEN = globalThis.document?.documentElement.lang; // none in a service worker

// The answer says no: asking again the same way is of no use.
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? String(status));
    Object.assign(this, { status, problem });
  }
}

// The phone's key is good no more: nothing goes before there is a new one.
export class Unproven extends Refused {}

// No answer, or one that says later. `failed` is one that failed over there, and may concern only what
// was asked.
export class Away extends Error {
  constructor(message, seconds = 0, failed = false) {
    super(message);
    Object.assign(this, { seconds, failed });
  }
}

let session = { key: "", token: "", until: 0 };

export function forget() {
  session = { key: "", token: "", until: 0 };
}

export async function enrol(code, publicKey, command) {
  return request("POST", `${CREWS}/enrolments`, { json: { code, public_key: publicKey }, command });
}

// Ask as the crew. A token that is refused says nothing of the key: the next one comes from a new
// session.
export async function ask(crew, method, path, options = {}) {
  const token = await tokenOf(crew);
  try {
    return await request(method, path, { ...options, token });
  } catch (error) {
    if (error.status !== 401) throw error;
    forget();
    throw new Away("401");
  }
}

async function tokenOf(crew) {
  if (session.key === crew.key && session.until - EARLY > Date.now()) return session.token;
  const { challenge } = await request("GET", `${CREWS}/challenge`);
  const signature = await sign(crew.privateKey, { challenge, key: crew.key });
  const found = await opened({ key: crew.key, challenge, signature });
  session = { key: crew.key, token: found.access_token, until: Date.now() + found.expires_in * 1000 };
  return session.token;
}

async function opened(json) {
  try {
    return await request("POST", `${CREWS}/sessions`, { json });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    // 401 is a challenge that got too old on its way.
    throw error.status === 401 ? new Away("401") : new Unproven(error.status, error.problem);
  }
}

async function request(method, path, { json, blob, command, token } = {}) {
  const headers = SPOKEN ? { "Accept-Language": SPOKEN } : {};
  if (json !== undefined) headers["Content-Type"] = "application/json";
  if (blob !== undefined) headers["Content-Type"] = blob.type;
  if (command) headers["Idempotency-Key"] = command;
  if (token) headers.Authorization = `Bearer ${token}`;
  const body = json === undefined ? blob : JSON.stringify(json);
  return read(await fetched(path, { method, headers, body }, blob ? SECONDS * 6 : SECONDS));
}

async function fetched(path, options, seconds) {
  const signal = AbortSignal.timeout(seconds * 1000);
  try {
    return await fetch(path, { ...options, signal, cache: "no-store", credentials: "omit" });
  } catch (error) {
    throw new Away(error.message);
  }
}

async function read(response) {
  const text = await response.text().catch((error) => {
    throw new Away(error.message);
  });
  if (response.ok && isJson(response)) return JSON.parse(text);
  if (response.ok) throw new Away("an answer of somebody else"); // a hotspot's log-in page
  if (response.status >= 500 || LATER.has(response.status)) {
    const seconds = Number(response.headers.get("Retry-After")) || 0;
    throw new Away(String(response.status), seconds, response.status >= 500);
  }
  throw new Refused(response.status, isJson(response) ? JSON.parse(text) : {});
}

const isJson = (response) => /[/+]json/.test(response.headers.get("Content-Type") ?? "");
