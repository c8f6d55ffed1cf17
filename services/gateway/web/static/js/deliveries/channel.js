// How a channel is set up: its parts by its kind, in a dialog. Secrets are written and never shown.

import { set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { explain } from "../console/api.js";

const at = (id) => document.getElementById(id);
const TYPES = { port: "number", url: "url" };

// settings(page, done): `know(found)` hears what the API says of channels, `change(one)` asks.
export function settings(page, done) {
  const { api, words } = page;
  const dialog = at("dialog");
  const form = dialog.querySelector("form");
  let [kinds, there] = [[], null];

  function know(found) {
    kinds = found.kinds;
  }

  function drawParts(values) {
    const kind = kinds.find((one) => one.name === at("kind").value);
    at("parts").replaceChildren(...kind.parts.map((part) => drawPart(part, values)));
  }

  function drawPart(part, values) {
    const node = stamp(part.what === "choice" ? "choice-template" : "part-template");
    const input = node.querySelector(".input");
    write(slot(node, "label"), words.parts[part.name] ?? part.name);
    input.name = `part-${part.name}`;
    if (part.what === "choice") {
      input.replaceChildren(...part.choices.map((one) => new Option(one, one)));
    } else {
      input.type = part.secret ? "password" : TYPES[part.what] ?? "text";
      set(input, "autocomplete", part.secret ? "new-password" : "off");
    }
    const held = there?.secrets?.[part.name];
    if (held) input.placeholder = words.secretKept;
    input.required = part.needed && !held && part.what !== "choice";
    if (!part.secret && values?.[part.name] !== undefined) input.value = values[part.name];
    return node;
  }

  function change(one) {
    there = one;
    form.reset();
    write(at("dialog-title"), one ? fill(words.setUp, { name: one.name }) : words.newChannel);
    form.elements.channel.value = one?.name ?? "";
    form.elements.channel.readOnly = one !== null;
    at("kind").replaceChildren(...kinds.map((kind) => new Option(words.kinds[kind.name] ?? kind.name, kind.name)));
    at("kind").value = one?.kind ?? "email";
    at("kind").disabled = one !== null;
    form.elements.enabled.checked = one?.enabled ?? true;
    form.elements.public.checked = one?.public ?? false;
    drawParts(one?.parts);
    show(at("wrong"), false);
    dialog.showModal();
  }

  function given() {
    const kind = kinds.find((one) => one.name === at("kind").value);
    const [parts, secrets] = [{}, {}];
    for (const part of kind.parts) {
      const { value } = form.elements[`part-${part.name}`];
      if (value) (part.secret ? secrets : parts)[part.name] = part.what === "port" ? Number(value) : value;
    }
    const flags = { enabled: form.elements.enabled.checked, public: form.elements.public.checked };
    return { kind: kind.name, parts, secrets, ...flags, version: there?.version ?? 0 };
  }

  // What is wrong is said, and what was typed stays.
  async function save(event) {
    if (event.submitter?.value === "cancel") return;
    event.preventDefault();
    const name = form.elements.channel.value;
    try {
      await api.send("PUT", `/v1/channels/${encodeURIComponent(name)}`, given());
      dialog.close();
      page.say(fill(words.saved, { name }));
      await done();
    } catch (error) {
      wrong(error);
    }
  }

  function wrong(error) {
    for (const input of form.querySelectorAll(".input")) input.removeAttribute("aria-invalid");
    for (const { field } of error.problem?.errors ?? []) {
      const input = form.elements[`part-${field.split(".").at(-1)}`];
      if (input) set(input, "aria-invalid", "true");
    }
    write(slot(at("wrong"), "text"), explain(error, words));
    show(at("wrong"), true);
  }

  at("kind").addEventListener("change", () => drawParts({}));
  form.addEventListener("submit", save);
  return { know, change };
}
