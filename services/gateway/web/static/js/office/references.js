// What a letter is about, as its reader sees it: links where a page of ours shows the thing.

const PLACES = {
  letter: (id) => `/office/letters/${id}`,
  incoming: (id) => `/office/incoming/${id}`,
  road_damage: () => "/console/roads",
};

// Where one leads; null for what no page shows by itself.
export function hrefOf({ kind, id }) {
  return PLACES[kind]?.(encodeURIComponent(id)) ?? null;
}

// Draw them into a list; `kinds` are the names of the kinds.
export function drawReferences(list, references, kinds) {
  list.replaceChildren(...references.map((one) => {
    const href = hrefOf(one);
    const [item, said, kind] = ["li", href ? "a" : "b", "span"].map((name) => document.createElement(name));
    if (href) said.href = href;
    said.textContent = one.title;
    kind.textContent = kinds[one.kind];
    kind.className = "soft";
    item.append(said, kind);
    return item;
  }));
}
