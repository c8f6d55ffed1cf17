// Subscribe to a village, prove the address by the link that came to it, leave by a link too. What
// proves something stands behind the # of the address, which no server ever sees.

import { explain, post, sends, tell, words } from "./asking.js";
import { villages } from "./villages.js";

const ROOT = "/v1/public/subscriptions";
const $ = (id) => document.getElementById(id);
const form = $("subscribe");

if (form) {
  const village = villages();
  sends(form, async (data) => {
    if (!village.chosen()) {
      village.input.focus();
      return tell($("wrong"), words.noVillage);
    }
    const body = { channel: data.get("channel"), address: data.get("address").trim(), village: village.chosen(), language: form.dataset.language };
    await post(ROOT, body);
    [form.hidden, $("asked").hidden] = [true, false];
    $("asked").focus();
  });
}

async function begin(token) {
  try {
    await post(`${ROOT}/confirm`, { token });
    outcome(words.begun);
    if (form) form.hidden = true;
  } catch (error) {
    outcome(error.status === 404 ? words.tooOld : explain(error));
  }
}

function leave(token) {
  $("leave").hidden = false;
  if (form) form.hidden = true;
  $("off").addEventListener("click", async () => {
    $("off").disabled = true;
    try {
      await post(`${ROOT}/off`, { token });
      $("leave").hidden = true;
      outcome(words.ended);
    } catch (error) {
      $("off").disabled = false;
      outcome(explain(error));
    }
  });
}

function outcome(text) {
  tell($("outcome"), text);
  $("outcome").focus();
}

function open() {
  const [what, token] = location.hash.slice(1).split("=");
  if (!token) return;
  history.replaceState(null, "", location.pathname); // so that nobody reads it over a shoulder
  if (what === "confirm") begin(token);
  if (what === "off") leave(token);
}

addEventListener("hashchange", open);
open();
document.body.dataset.ready = "subscribe";
