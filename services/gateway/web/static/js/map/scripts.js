// A library that is no module, fetched when it is needed; again after it could not be had.

const known = new Map();

export function script(src) {
  if (!known.has(src)) {
    known.set(src, fetched(src).catch((error) => {
      known.delete(src);
      throw error;
    }));
  }
  return known.get(src);
}

function fetched(src) {
  return new Promise((done, failed) => {
    const node = Object.assign(document.createElement("script"), { src, onload: done, onerror: () => failed(new Error(src)) });
    document.head.append(node);
  });
}
