// What the map shows, in its address: where one looks, which layers, their filters, what colours them,
// what is chosen.
// Nothing of the account is in it. Pure.

const EXACT = 5; // decimals of a degree: about a metre

export function written({ centre, zoom, layers, filters, colours = {}, chosen }, others = "") {
  const found = new URLSearchParams(others);
  for (const name of ["view", "layers", "chosen", "filter", "colour"]) found.delete(name);
  const [x, y] = centre;
  found.set("view", `${x.toFixed(EXACT)},${y.toFixed(EXACT)},${zoom.toFixed(2)}`);
  found.set("layers", layers.join(","));
  if (chosen) found.set("chosen", `${chosen.layer}/${chosen.id}`);
  for (const [layer, filter] of Object.entries(filters)) if (filter) found.append("filter", `${layer}:${filter}`);
  for (const [layer, by] of Object.entries(colours)) found.append("colour", `${layer}:${by}`);
  return found.toString();
}

// What of it an address says; null for what it does not say, or says wrongly.
export function read(search) {
  const asked = new URLSearchParams(search);
  return {
    view: viewOf(asked.get("view")),
    layers: asked.has("layers") ? asked.get("layers").split(",").filter(Boolean) : null,
    chosen: pair(asked.get("chosen"), "/", ([layer, id]) => ({ layer, id })),
    filters: pairs(asked.getAll("filter")),
    colours: pairs(asked.getAll("colour")),
  };
}

function viewOf(text) {
  const numbers = (text ?? "").split(",").map(Number);
  const [x, y, zoom] = numbers;
  const fine = numbers.length === 3 && numbers.every(Number.isFinite) && Math.abs(x) <= 180 && Math.abs(y) <= 85;
  return fine && zoom >= 0 && zoom <= 22 ? { centre: [x, y], zoom } : null;
}

function pairs(texts) {
  return Object.fromEntries(texts.map((one) => pair(one, ":", (two) => two)).filter(Boolean));
}

function pair(text, sign, make) {
  const at = (text ?? "").indexOf(sign);
  return at > 0 && at < text.length - 1 ? make([text.slice(0, at), text.slice(at + 1)]) : null;
}
