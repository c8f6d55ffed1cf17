// A village by its name: what the map knows of villages, found as somebody types.

import { make } from "../field/build.js";
import { get, words } from "./asking.js";

const LAYER = "/v1/gis/collections";
const MOST = 8;
const PAUSE = 250; // milliseconds without a key until the map is asked

// Gives `chosen()`: the code, or "".
export function villages() {
  const [input, said, found] = ["village-words", "village-said", "village-found"].map((id) => document.getElementById(id));
  const districts = names();
  let [timer, turn] = [null, 0];

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // it looks, it does not send
  });

  async function look() {
    const text = input.value.trim();
    const mine = (turn += 1);
    if (text.length < 2) return show([]);
    try {
      const { features } = await get(`${LAYER}/villages/items?${asked(text)}`);
      if (mine === turn) show(features, await districts);
    } catch {
      if (mine === turn) said.textContent = words.unreachable;
    }
  }

  function show(features, known = new Map()) {
    said.textContent = features.length || input.value.trim().length < 2 ? "" : words.noneFound;
    found.replaceChildren(...features.map(({ properties: one }) => choice(one, known.get(one.parent))));
    const only = found.querySelectorAll("input");
    if (only.length === 1) only[0].checked = true;
  }

  return {
    // One that is known by its code, chosen at once.
    offer: (one) => {
      turn += 1; // what was looked for is not wanted any more
      input.value = one.name;
      said.textContent = "";
      found.replaceChildren(choice(one, one.district));
      found.querySelector("input").checked = true;
    },
    chosen: () => found.querySelector("input:checked")?.value ?? "",
    input,
  };
}

function asked(text) {
  const like = text.replaceAll("'", "''").replace(/[%_\\]/g, "");
  const filter = `CASEI(name) LIKE CASEI('%${like}%')`;
  return new URLSearchParams({ filter, limit: MOST, skipGeometry: true, properties: "code,name,parent", sortby: "name", matched: "none" });
}

function choice(one, district) {
  const box = make("input", { type: "radio", name: "village", value: one.code });
  return make("label", { "data-code": one.code }, box, make("span", {}, one.name, district ? `, ${district}` : ""));
}

async function names() {
  try {
    const { features } = await get(`${LAYER}/districts/items?${new URLSearchParams({ limit: 1000, skipGeometry: true, properties: "code,name", matched: "none" })}`);
    return new Map(features.map(({ properties: one }) => [one.code, one.name]));
  } catch {
    return new Map();
  }
}
