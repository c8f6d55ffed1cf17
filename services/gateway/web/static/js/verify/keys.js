// Keys of the desk. One of a dialog or of a text field is that one's own; a digit always goes to
// the one input, wherever the focus is.

const TYPED = /^[0-9]$/;

// `deeds`: key → what it does ("Shift+ArrowUp" with Shift). `input` takes digits alone, so that a
// letter typed there is a deed too.
export function keys(deeds, input) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const { target } = event;
    if (target !== input && target.matches("input, textarea, select")) return;
    if (event.key === "Enter" && target.matches("button, a, summary")) return;
    if (TYPED.test(event.key)) {
      if (target !== input) input.focus();
      if (target !== input) input.select();
      return;
    }
    const name = event.shiftKey && event.key.startsWith("Arrow") ? `Shift+${event.key}` : event.key;
    const deed = deeds[name] ?? deeds[name.toLowerCase()];
    if (!deed) return;
    event.preventDefault();
    if (!event.repeat || name.includes("Arrow")) deed();
  });
  for (const button of document.querySelectorAll("[data-key]")) {
    button.addEventListener("click", () => deeds[button.dataset.key]());
  }
}

// Ctrl+Enter in a dialog's text is its first button, the one that says yes.
export function submitting(dialog) {
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.ctrlKey) return;
    const form = dialog.querySelector("form");
    form.requestSubmit(form.querySelector("button"));
  });
}
