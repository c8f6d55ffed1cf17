// Areas by their names, from city to village: chosen ones stand as chips.

import { icon, make } from "../field/build.js";
import { fill } from "../format.js";

const LAYERS = ["regencies", "districts", "villages"];
const MOST = 6;
const PAUSE = 250;

// Areas among these layers, as {code, name}, by a CQL2 filter.
async function named(api, filter, limit) {
  const asked = new URLSearchParams({ filter, limit, skipGeometry: true, properties: "code,name", matched: "none" });
  const pages = await Promise.all(LAYERS.map((layer) => api.get(`/v1/gis/collections/${layer}/items?${asked}`)));
  return pages.flatMap((page) => page.features.map((one) => one.properties));
}

function ofCodes(api, codes) {
  return named(api, `code IN (${codes.map((code) => `'${code}'`).join(",")})`, 200).catch(() => []);
}

// What areas are called, for lists that know their codes: `learn` before `of`; a code stays one where
// the map has no name for it.
export function namer({ api }) {
  const known = new Map();
  return {
    async learn(codes) {
      const fresh = [...new Set(codes)].filter((code) => /^\d+$/.test(code) && !known.has(code));
      for (const code of fresh) known.set(code, code);
      if (fresh.length) for (const { code, name } of await ofCodes(api, fresh)) known.set(code, name);
    },
    of: (code) => known.get(code) ?? code,
  };
}

export function picker(root, { api, words }) {
  const input = root.querySelector("input");
  const [picked, found] = ["picked", "found"].map((name) => root.querySelector(`[data-slot="${name}"]`));
  const chosen = new Map();
  let [timer, turn] = [null, 0];

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // it chooses, it does not send
    found.querySelector("button")?.click();
  });

  async function look() {
    const text = input.value.trim().replaceAll("'", "''").replace(/[%_\\]/g, "");
    const mine = (turn += 1);
    if (text.length < 2) return found.replaceChildren();
    const all = await named(api, `CASEI(name) LIKE CASEI('%${text}%')`, MOST);
    if (mine === turn) found.replaceChildren(...all.map(offer));
  }

  function offer({ code, name }) {
    return make("button", { type: "button", "class": "btn btn-quiet", "data-code": code, on: { click: () => add(code, name) } }, `${name} `, make("span", { "class": "code muted" }, code));
  }

  function add(code, name) {
    chosen.set(code, name);
    input.value = "";
    found.replaceChildren();
    draw();
    input.focus();
  }

  function draw() {
    picked.replaceChildren(...[...chosen].map(([code, name]) => make("li", {}, make("button", { type: "button", "class": "btn", "aria-label": fill(words.remove, { name }), on: { click: () => drop(code) } }, name, icon("x")))));
  }

  // Codes are known by their names, where the map has them.
  async function call(codes) {
    const known = codes.filter((code) => /^\d+$/.test(code));
    if (!known.length) return;
    for (const { code, name } of await ofCodes(api, known)) if (chosen.has(code)) chosen.set(code, name);
    draw();
  }

  function drop(code) {
    chosen.delete(code);
    draw();
    input.focus();
  }

  return {
    codes: () => [...chosen.keys()],
    names: () => [...chosen.values()],
    input,
    clear() {
      chosen.clear();
      draw();
      input.value = "";
      found.replaceChildren();
    },
    put(codes) {
      chosen.clear();
      for (const code of codes) chosen.set(code, code);
      draw();
      call(codes);
    },
  };
}
