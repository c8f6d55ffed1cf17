// A question that must be answered before anything else: gives the form's fields, or null.
// The form's submit button says yes, one with `value="cancel" formnovalidate` and Escape say no.

export function asked(dialog) {
  dialog.returnValue = "cancel";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener(
      "close",
      () => {
        const form = dialog.querySelector("form");
        const fields = Object.fromEntries(new FormData(form));
        form.reset();
        answer(isNo(dialog) ? null : fields);
      },
      { once: true },
    );
  });
}

// Whether a dialog that has closed was answered by no. Escape leaves the value that stood there in some
// browsers, and an empty one in others.
export function isNo({ returnValue }) {
  return returnValue === "" || returnValue === "cancel";
}

// Enter in a line of the form does this: of itself it would press the form's first submit button,
// which in a dialog that is kept by a request is "cancel".
export function onEnter(form, task) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.defaultPrevented || event.target.localName !== "input") return;
    event.preventDefault();
    task();
  });
}
