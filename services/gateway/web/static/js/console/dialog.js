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
        answer(dialog.returnValue === "cancel" ? null : fields);
      },
      { once: true },
    );
  });
}
