// What is done with one touch, on the phone and at the desk: answers, reminders, taking back.

import { asked } from "../console/dialog.js";
import { newKey } from "../console/api.js";
import { show, slot, write } from "../dom.js";
import { fill } from "../format.js";
import { keeper } from "./keeping.js";
import { deeds } from "./state.js";

const SAID = { acknowledge: "acknowledged", done: "finished", cannot: "declined" };
const at = (id) => document.getElementById(id);

// `reread()` reads the lists anew. `buttons(node, order)` gives the deeds to a card's buttons.
export function acting({ page, reread }) {
  const { api, words, fmt, me } = page;
  const kept = keeper({
    owner: me.name,
    send: api.send,
    newKey,
    storage: localStorage,
    changed(n) {
      show(at("kept"), n > 0);
      write(slot(at("kept"), "text"), fmt.counted(words.kept, n));
      document.body.dataset.kept = String(n);
    },
    arrived() {
      page.say(words.sentLater);
      reread();
    },
    failed: page.fail,
  });
  at("kept-send").onclick = kept.flush;

  async function act(path, body, said) {
    try {
      const told = await kept.act(path, body);
      page.say(told ? said : words.keptNow, told ? "ok" : "sync");
    } catch (error) {
      if (error.status === undefined) throw error;
      page.fail(error);
    }
    await reread();
  }

  async function answer(one, step, reason = "") {
    const body = { step, ...(reason && { reason }), receiver: deeds(one).receiver };
    await act(`/v1/orders/${one.id}/answer`, body, fill(words[SAID[step]], one));
  }

  async function why(title) {
    write(at("reason-title"), title);
    return (await asked(at("reason-dialog")))?.reason.trim();
  }

  // That it stood before the reader's eyes; nothing is said where it fails.
  async function read(one) {
    try {
      await api.send("POST", `/v1/orders/${one.id}/answer`, { step: "read" });
    } catch (error) {
      if (error.status === undefined) throw error;
    }
  }

  function buttons(node, one) {
    const may = deeds(one);
    const does = {
      take: () => answer(one, "acknowledge"),
      done: () => answer(one, "done"),
      async cannot(button) {
        const reason = await why(`${one.number}: ${button.textContent.trim()}`);
        if (reason) await answer(one, "cannot", reason);
      },
      remind: () => act(`/v1/orders/${one.id}/remind`, undefined, words.remindedNow),
      async cancel(button) {
        const reason = await why(`${one.number}: ${button.textContent.trim()}`);
        if (reason) await act(`/v1/orders/${one.id}/cancel`, { reason }, fill(words.cancelled, one));
      },
    };
    for (const [name, run] of Object.entries(does)) {
      const button = slot(node, name);
      if (!button) continue;
      show(button, may[name]);
      button.onclick = async () => {
        button.disabled = true;
        try {
          await run(button);
        } finally {
          button.disabled = false;
        }
      };
    }
  }

  return { act, buttons, read, start: kept.start };
}
