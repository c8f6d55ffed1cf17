import assert from "node:assert/strict";
import { test } from "node:test";

import { Problem, client, explain, newKey } from "../../services/gateway/web/static/js/console/api.js";

function answer(status, body, type = "application/json") {
  return {
    ok: status < 400,
    status,
    headers: new Headers({ "Content-Type": type }),
    json: async () => body,
  };
}

// A gateway whose tokens are t1, t2 …; of these only the ones in `good` are good.
function gateway(good, answers = {}) {
  const seen = [];
  let given = 0;
  const api = client(async (path, options) => {
    const { Authorization: proof, "Idempotency-Key": key } = options.headers ?? {};
    seen.push({ path, method: options.method ?? "GET", proof, key, body: options.body });
    if (path === "/v1/auth/refresh") return answer(200, { access_token: `t${++given}` });
    if (!good.has(proof)) return answer(401, { type: "unauthorized" }, "application/problem+json");
    return answers[path] ?? answer(200, { path });
  });
  return { api, seen };
}

test("a token is asked for once and then held", async () => {
  const { api, seen } = gateway(new Set(["Bearer t1"]));
  assert.deepEqual(await Promise.all([api.get("/v1/a"), api.get("/v1/b")]), [{ path: "/v1/a" }, { path: "/v1/b" }]);
  assert.equal(seen.filter((one) => one.path === "/v1/auth/refresh").length, 1);
});

test("a token that ran out is changed for the next, and the call is made again", async () => {
  const { api, seen } = gateway(new Set(["Bearer t2"]));
  await api.send("POST", "/v1/a", { b: 1 });
  const calls = seen.filter((one) => one.path === "/v1/a");
  assert.deepEqual(calls.map((one) => one.proof), ["Bearer t1", "Bearer t2"]);
  assert.equal(calls[0].key, calls[1].key, "the same command");
  assert.match(calls[0].key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(calls[1].body, '{"b":1}');
});

test("each call says the page's language, and what it is told besides", async () => {
  const seen = [];
  const api = client(async (path, { headers }) => {
    seen.push(headers);
    return answer(200, path === "/v1/auth/refresh" ? { access_token: "t" } : {});
  });
  await api.get("/v1/a");
  assert.ok(seen.every((headers) => !("Accept-Language" in headers)), "there is no page");
  globalThis.document = { documentElement: { lang: "id" } };
  try {
    await api.send("POST", "/v1/a", { b: 1 }, { headers: { "If-Match": "1" } });
  } finally {
    delete globalThis.document;
  }
  const { "Accept-Language": language, "If-Match": match, "Content-Type": type } = seen.at(-1);
  assert.deepEqual([language, match, type], ["id", "1", "application/json"]);
});

// One that answers a path with these, one after the other.
function answering(...answers) {
  const [asked, paused] = [[], []];
  const api = client(
    async (path, options) => {
      if (path === "/v1/auth/refresh") return answer(200, { access_token: "t" });
      asked.push(options.method ?? "GET");
      return answers.shift();
    },
    undefined,
    async (seconds) => paused.push(seconds),
  );
  return { api, asked, paused };
}

test("a read that a service was too slow for is asked again, once", async () => {
  const busy = answer(503, { type: "unavailable" }, "application/problem+json");
  busy.headers.set("Retry-After", "2");
  const { api, asked, paused } = answering(busy, answer(200, { a: 1 }));
  assert.deepEqual(await api.get("/v1/a"), { a: 1 });
  assert.deepEqual([asked, paused], [["GET", "GET"], [2]]);
});

test("a read that fails twice, or for another reason, is a problem", async () => {
  const late = () => answer(504, { type: "timeout" }, "application/problem+json");
  const slow = answering(late(), late(), answer(200, {}));
  await assert.rejects(slow.api.get("/v1/a"), (error) => error.status === 504);
  assert.deepEqual([slow.asked.length, slow.paused], [2, [1]]);
  const wrong = answering(answer(500, { type: "internal" }, "application/problem+json"));
  await assert.rejects(wrong.api.get("/v1/a"), (error) => error.status === 500);
  assert.deepEqual(wrong.paused, []);
});

test("what is done is not done again by itself", async () => {
  const { api, asked } = answering(answer(504, { type: "timeout" }, "application/problem+json"));
  await assert.rejects(api.send("POST", "/v1/a", {}), (error) => error.status === 504);
  assert.deepEqual(asked, ["POST"]);
});

test("bytes go as they are", async () => {
  const { api, seen } = gateway(new Set(["Bearer t1"]));
  const photo = new Blob(["x"]);
  await api.send("POST", "/v1/photo", photo);
  assert.equal(seen.at(-1).body, photo);
});

test("a problem is thrown with what it says", async () => {
  const said = { type: "own-entry", detail: "mine", errors: [{ field: "version", message: "old" }] };
  const { api } = gateway(new Set(["Bearer t1"]), { "/v1/a": answer(403, said, "application/problem+json") });
  await assert.rejects(api.get("/v1/a"), (error) => error instanceof Problem && error.status === 403 && error.problem === said);
});

test("a gateway that is away is said in our words", async () => {
  const api = client(async () => {
    throw new TypeError("Failed to fetch");
  });
  await assert.rejects(api.get("/v1/a"), (error) => explain(error, { unreachable: "belum menjawab" }) === "belum menjawab");
});

test("a known failure is said in the page's language, an unknown one in the API's, each with its fields", () => {
  const words = { problems: { forbidden: "Tidak berwenang." } };
  const problem = (type) => new Problem({ type, detail: "d", errors: [{ field: "tps", message: "m" }] }, 403);
  assert.equal(explain(problem("forbidden"), words), "Tidak berwenang. · tps: m");
  assert.equal(explain(problem("other"), words), "d · tps: m");
  assert.throws(() => explain(new TypeError("ours"), words), TypeError);
});

test("all pages of a list are read", async () => {
  const pages = {
    "/v1/l?limit=2": answer(200, { items: [1, 2], next: "a b" }),
    "/v1/l?limit=2&after=a%20b": answer(200, { items: [3], next: null }),
  };
  const { api } = gateway(new Set(["Bearer t1"]), pages);
  assert.deepEqual(await api.all("/v1/l?limit=2"), [1, 2, 3]);
});

test("keys differ", () => {
  assert.notEqual(newKey(), newKey());
});
