// The API as a page speaks to it. The access token is asked for with the refresh cookie, lives in
// memory only and is asked for anew when it ran out: a cookie alone may read, but change nothing.

const JSON_TYPE = "application/json";
const REFRESH = "/v1/auth/refresh";
const BUSY = [503, 504]; // a service that starts again, or did not answer in time

// What the API answers when it does not do what was asked: `problem` is its RFC 9457 object.
export class Problem extends Error {
  constructor(problem, status) {
    super(problem.detail ?? problem.title ?? problem.type);
    [this.problem, this.status] = [problem, status];
  }
}

export const api = client((path, options) => fetch(path, options), posted);

// `send` is fetch, `post` is `posted`, or what stands for them; `pause` waits for some seconds.
export function client(send, post = send, pause = wait) {
  let bearer = null;
  let renewing = null;

  // Two calls at once ask for one token.
  function renew() {
    renewing ??= reach(REFRESH, { method: "POST" })
      .then(async (answer) => {
        bearer = answer.ok ? (await answer.json()).access_token : null;
      })
      .finally(() => {
        renewing = null;
      });
    return renewing;
  }

  async function reach(path, options, by = send) {
    try {
      return await by(path, { cache: "no-store", ...options, headers: { ...spoken(), ...options.headers } });
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw new Problem({ type: "unreachable" }, 0);
    }
  }

  async function ask(path, options, headers, by = send) {
    if (!bearer) await renew();
    let answer = await reach(path, { ...options, headers: { ...headers, ...proof(bearer) } }, by);
    if (answer.status === 401) {
      await renew();
      answer = await reach(path, { ...options, headers: { ...headers, ...proof(bearer) } }, by);
    }
    return answer;
  }

  // One slow answer is no reason to show a page without its figures: a read is asked again, once.
  async function look(path) {
    const answer = await ask(path, {}, {});
    if (!BUSY.includes(answer.status)) return answer;
    await pause(Number(answer.headers.get("Retry-After") ?? 1));
    return ask(path, {}, {});
  }

  async function get(path) {
    return read(await look(path));
  }

  return {
    get,
    // All items of a paged list, at most `most` of them.
    async all(path, most = 5000) {
      const items = [];
      let after = null;
      do {
        const page = await get(after ? `${path}${path.includes("?") ? "&" : "?"}after=${encodeURIComponent(after)}` : path);
        items.push(...page.items);
        after = page.next;
      } while (after && items.length < most);
      return items;
    },
    // An image or a file of the API, as a Blob.
    async blob(path) {
      const answer = await look(path);
      return answer.ok ? answer.blob() : read(answer);
    },
    // Do something: `body` is data, or bytes (Blob, ArrayBuffer, FormData) as they are. Give the
    // `key` of the first time to say the same thing again; `headers` are further ones; `signal` is an
    // AbortSignal, which ends the sending.
    async send(method, path, body = undefined, { key = newKey(), headers = {}, signal } = {}) {
      const plain = isData(body);
      const type = plain ? { "Content-Type": JSON_TYPE } : {};
      const options = { method, body: plain ? JSON.stringify(body) : body, ...(signal && { signal }) };
      return read(await ask(path, options, { ...type, ...headers, "Idempotency-Key": key }));
    },
    // Send a file: `progress(share)` hears how much of it is on its way.
    async upload(path, body, { key = newKey(), progress, signal } = {}) {
      return read(await ask(path, { method: "POST", body, progress, signal }, { "Idempotency-Key": key }, post));
    },
  };
}

// As fetch does it, which tells nothing of how far a body is.
function posted(path, { method, headers, body, progress, signal }) {
  return new Promise((answered, failed) => {
    const asked = new XMLHttpRequest();
    asked.open(method, path);
    for (const [name, value] of Object.entries(headers)) asked.setRequestHeader(name, value);
    asked.upload.onprogress = ({ loaded, total }) => progress?.(total ? loaded / total : 0);
    asked.onerror = () => failed(new TypeError("unreachable"));
    asked.onabort = () => failed(new DOMException("aborted", "AbortError"));
    asked.onload = () => {
      const told = { "Content-Type": asked.getResponseHeader("Content-Type") ?? "" };
      answered(new Response(asked.status === 204 ? null : asked.responseText, { status: asked.status, headers: told }));
    };
    signal?.addEventListener("abort", () => asked.abort(), { once: true });
    asked.send(body);
  });
}

// The page's language: what the API refuses, it says in that one.
export function spoken() {
  const language = globalThis.document?.documentElement?.lang;
  return language ? { "Accept-Language": language } : {};
}

function wait(seconds) {
  return new Promise((done) => setTimeout(done, seconds * 1000));
}

function proof(bearer) {
  return bearer ? { Authorization: `Bearer ${bearer}` } : {};
}

function isData(body) {
  return body !== undefined && !(body instanceof Blob || body instanceof ArrayBuffer || body instanceof FormData);
}

async function read(answer) {
  if (answer.status === 204) return null;
  const type = answer.headers.get("Content-Type") ?? "";
  const body = type.includes("json") ? await answer.json() : null;
  if (answer.ok) return body;
  throw new Problem(body ?? { type: "unreachable" }, answer.status);
}

// crypto.randomUUID is for secure contexts alone, and a console may stand on a plain local network.
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// The words of this page, by key.
export function strings() {
  return JSON.parse(document.body.dataset.strings);
}

// Say a failure in the page's language where it is a known one, with the fields that it names.
export function explain(error, words) {
  if (!(error instanceof Problem)) throw error;
  if (error.status === 0) return words.unreachable;
  const said = words.problems[error.problem.type] ?? error.message;
  const fields = (error.problem.errors ?? []).map((one) => `${one.field}: ${one.message}`);
  return [said, ...fields].join(" · ");
}
