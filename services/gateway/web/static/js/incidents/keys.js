// Keys of the page: one letter, unless somebody types, a dialog is open, or they are switched off.

const OFF = "kendali-keys-off";
const TYPED = "input:not([type=checkbox]), textarea, select, [contenteditable]";

// `deeds`: key → what is done. Escape is always heard, with what it leaves.
export function keys(deeds, { onEscape }) {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") {
      onEscape(event);
      return;
    }
    if (event.target.closest?.(TYPED) || (isOff() && event.key !== "?")) return;
    const deed = deeds[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!deed) return;
    event.preventDefault();
    deed(event);
  });
}

export function isOff() {
  return localStorage.getItem(OFF) === "yes";
}

export function switchOff(off) {
  localStorage.setItem(OFF, off ? "yes" : "no");
}
