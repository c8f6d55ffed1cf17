// Questions in dialogs, whose fields are kept until they were sent; one may be put aside while a place is
// chosen on the map.

import { asked } from "../console/dialog.js";

const PICK = "pick";

// `store` are the drafts; `pick()` gives a point chosen on the map, or null.
export function asker(store, pick) {
  // ask(dialog, { draft, fill, onOpen }): the form's fields, or null where it was put aside. `fill` is
  // what stands in it where there is no draft; `onOpen(form)` may fill lists and gives a function that
  // is called at the end, or nothing.
  async function ask(dialog, { draft, fill = {}, onOpen }) {
    const form = dialog.querySelector("form");
    for (;;) {
      const opened = onOpen?.(form);
      put(form, { ...fill, ...store.read(draft) });
      form.dispatchEvent(new Event("filled"));
      const stop = store.follow(form, draft);
      const fields = await asked(dialog);
      stop();
      opened?.();
      if (dialog.returnValue !== PICK) return fields;
      const point = await pick();
      if (point) store.put(draft, { point: written(point) });
    }
  }

  // A button in a dialog that lets a place be chosen on the map.
  function picks(button, dialog) {
    button.onclick = () => dialog.close(PICK);
  }

  return { ask, picks, done: store.drop };
}

export function put(form, fields) {
  for (const one of form.elements) {
    if (!one.name || !(one.name in fields)) continue;
    if (one.type === "checkbox") one.checked = fields[one.name] === one.value;
    else one.value = fields[one.name];
  }
}

// A point as people write it here: latitude, longitude.
export function written([x, y]) {
  return `${y.toFixed(5)}, ${x.toFixed(5)}`;
}
