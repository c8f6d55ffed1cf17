// A form in a dialog that stays open while what it asks for is refused.

import { show, write } from "../dom.js";
import { newKey } from "../console/api.js";

// `send(key)` gets one key for the same content; `tell(error)` says what is wrong. Resolves with
// what was answered, or null. A 412 closes it: what it was asked about is there no longer, so it
// is the page's to say who changed it, and to show how it stands now.
export function inDialog(dialog, form, { send, tell, alert }) {
  let [key, answered, outdated] = [newKey(), null, null];
  const button = form.querySelector('[value="save"]');
  const quiet = () => show(alert, false);
  return new Promise((done, failed) => {
    const ways = new AbortController();
    const on = (target, name, does) => target.addEventListener(name, does, { signal: ways.signal });
    on(form, "input", () => {
      key = newKey(); // other content is another command
      quiet();
    });
    on(form, "submit", async (event) => {
      if (event.submitter?.value === "cancel") return;
      event.preventDefault();
      button.disabled = true;
      try {
        answered = await send(key);
        dialog.close("save");
      } catch (error) {
        if (error.status === 412) {
          outdated = error;
          dialog.close("cancel");
        } else {
          write(alert.querySelector("span"), tell(error));
          show(alert, true);
        }
      }
      button.disabled = false;
    });
    on(dialog, "close", () => {
      ways.abort();
      quiet();
      if (outdated) failed(outdated);
      else done(answered);
    });
    quiet();
    dialog.showModal();
  });
}
