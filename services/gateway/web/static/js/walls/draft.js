// A scene as it is laid out, not saved yet: this browser's editor hands it to a window that shows it
// as a wall would. No wall and nobody else sees it.

const KEY = "kendali-wall-draft";
export const MARK = "#draft"; // of the address of such a window

// The scene's address there; a wall's page wants a code, which a new one may not have yet.
export function draftAddress(code) {
  const valid = /^[a-z0-9]+(-[a-z0-9]+)*$/.test(code);
  return `/wall?${new URLSearchParams({ scene: valid ? code : "baru" })}${MARK}`;
}

// `version` tells one draft from the next.
export function keepDraft(scene, version, store = localStorage) {
  store.setItem(KEY, JSON.stringify({ ...scene, version: `draft-${version}` }));
}

export function dropDraft(store = localStorage) {
  store.removeItem(KEY);
}

// {scene, hear}: the draft that this window is to show, and `hear(take)` for those after it; null for
// none, as where it was dropped: then the saved one is shown.
export function drafted(win = globalThis) {
  if (win.location?.hash !== MARK) return null;
  const read = () => JSON.parse(win.localStorage.getItem(KEY) ?? "null");
  const scene = read();
  const hear = (take) => win.addEventListener("storage", ({ key }) => key === KEY && read() && take(read()));
  return scene && { scene, hear };
}
