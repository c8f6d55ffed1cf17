// The few things done to the page. Text goes in as text, never as markup; nothing is written that
// already stands there, so that a quiet wall costs nothing.

const SVG = "http://www.w3.org/2000/svg";

export function slot(node, name) {
  return node.querySelector(`[data-slot="${name}"]`);
}

export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function set(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

// By the attribute, as a part of a drawing has no property for it.
export function show(node, visible) {
  if (node.hasAttribute("hidden") === visible) node.toggleAttribute("hidden", !visible);
}

export function useIcon(node, name) {
  set(node.querySelector("use"), "href", `#i-${name}`);
  set(node, "class", `i i-${name}`);
}

// The page's title, with what the installation is called.
export function entitle(text) {
  document.title = `${text} – ${document.querySelector('meta[name="application-name"]').content}`;
}

// How many times larger this screen's root size is than a desk's.
export function scale() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}

export function stamp(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

export function draw(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

// Keep a list's nodes in step with its items: each item keeps its node, and the order is theirs.
export function keep(list, items, keyOf, make, update) {
  const known = new Map([...list.children].map((node) => [node.dataset.key, node]));
  items.forEach((item, index) => {
    const key = String(keyOf(item));
    const node = known.get(key) ?? make(item);
    node.dataset.key = key;
    known.delete(key);
    update(node, item, index);
    if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
  });
  for (const node of known.values()) node.remove();
}
