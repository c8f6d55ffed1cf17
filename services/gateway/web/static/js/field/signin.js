// The code that binds this phone to its polling station, typed or brought along by the printed sheet.

import { OtherStation, signIn } from "./actions.js";
import { button, make, says } from "./build.js";
import { Refused } from "./server.js";
import { words } from "./words.js";

export function signInView(done) {
  const input = make("input", {
    "class": "input input-code code", id: "code", name: "code", autocomplete: "one-time-code", autocapitalize: "characters",
    spellcheck: "false", maxlength: 14, "aria-describedby": "code-hint", required: true,
  });
  input.value = brought();
  const trouble = make("div", { role: "alert", id: "code-trouble" });
  const go = button(words.signIn.go, { main: true, type: "submit" });
  const submit = (event) => {
    event.preventDefault();
    enter(input.value, go, trouble).then((entered) => entered && done());
  };
  const form = make("form", { "class": "enter", on: { submit } },
    make("label", { "class": "field", "for": "code" }, make("span", { "class": "label" }, words.signIn.label)), input,
    make("p", { "class": "hint", id: "code-hint" }, words.signIn.hint), trouble, go);
  return [make("h2", {}, words.signIn.title), make("p", { "class": "done-p" }, words.signIn.text), form, says("info", "", words.signIn.before)];
}

async function enter(code, go, trouble) {
  go.disabled = true;
  trouble.replaceChildren();
  try {
    await signIn(code.trim());
    return true;
  } catch (error) {
    trouble.replaceChildren(says("warn", "", reason(error)));
    return false;
  } finally {
    go.disabled = false;
  }
}

function reason(error) {
  if (error instanceof OtherStation) return words.signIn.otherStation;
  if (error instanceof Refused) return words.signIn.refusals[error.problem.type] ?? error.message;
  return words.signIn.away;
}

// The sheet's QR code leads to /field#code=…; what stands behind # is sent to nobody.
function brought() {
  const found = /^#code=([\w-]{10,14})$/.exec(location.hash);
  if (found) history.replaceState(null, "", location.pathname + location.search);
  return found?.[1] ?? "";
}

