// The forms of a rule and of a chain. They close once what they say is saved; until then nothing
// that was typed is lost, whatever the answer is.

import { show, slot, write } from "../dom.js";
import { explain } from "../console/api.js";
import { drawPreview } from "./preview.js";
import { addStep, addTarget, drawSteps, drawTargets, readSteps, readTargets } from "./targets.js";

const at = (id) => document.getElementById(id);
const NEW_TARGET = { kind: "on_call", code: "" };
const NEW_STEP = { wait_minutes: 5, targets: [NEW_TARGET], repeat: 0 };
const listed = (text) => text.split(",").map((one) => one.trim()).filter(Boolean);

function opened(dialog, page, read, save) {
  const wrong = slot(dialog, "wrong");
  const form = dialog.querySelector("form");
  show(wrong, false);

  function fail(error) {
    const { path, changed_by: by } = error.problem ?? {};
    write(slot(wrong, "text"), [explain(error, page.words), path ?? by].filter(Boolean).join(" "));
    show(wrong, true);
  }

  dialog.querySelector("[data-save]").onclick = async () => {
    if (!form.reportValidity()) return;
    try {
      await save(read(form.elements));
      dialog.close();
    } catch (error) {
      fail(error);
    }
  };
  form.onsubmit = (event) => {
    if (event.submitter?.value === "cancel") return;
    event.preventDefault();
    dialog.querySelector("[data-save]").click();
  };
  dialog.showModal();
  return fail;
}

export async function ruleForm({ page, one, chains, save }) {
  const dialog = at("rule-dialog");
  const form = dialog.querySelector("form");
  form.reset();
  const list = at("rule-targets");
  const names = ["", ...chains.map((chain) => chain.code)];
  form.elements.chain.replaceChildren(...names.map((code) => new Option(code || "–", code)));
  if (one) fillRule(form.elements, one);
  form.elements.code.readOnly = one !== null;
  drawTargets(list, one ? (one.targets ?? []) : [NEW_TARGET], page.api);
  at("rule-more").onclick = () => addTarget(list, NEW_TARGET, page.api).focus();
  at("rule-tried").replaceChildren();
  const read = (fields) => readRule(fields, list, one);
  const fail = opened(dialog, page, read, save);
  at("rule-try").onclick = () => {
    if (!form.reportValidity()) return;
    const rule = read(form.elements);
    const body = { topic: rule.match.topic || "incident", severity: rule.match.severity ?? "critical", area: rule.match.area ?? "", rule };
    page.api
      .send("POST", "/v1/routing-rules/preview", body)
      .then((found) => drawPreview(at("rule-tried"), found, page.words, page.fmt))
      .catch(fail);
  };
}

function fillRule(fields, one) {
  const match = one.match ?? {};
  const values = {
    name: one.name,
    code: one.code,
    order: one.order,
    topic: match.topic,
    severity: match.severity,
    area: match.area,
    from: match.hours?.[0],
    until: match.hours?.[1],
    wait: one.group?.wait_seconds ?? 0,
    chain: one.chain,
    channels: one.channels?.join(", "),
    pass_to: one.pass_to?.join(", "),
  };
  for (const [name, value] of Object.entries(values)) fields[name].value = value ?? "";
  for (const name of ["wall", "public", "stop"]) fields[name].checked = one[name] ?? false;
  fields.apart.checked = one.entry === false;
}

// What the form does not show of a rule that is there (weekdays, source) stays as it is.
function readRule(fields, list, one) {
  const match = { ...(one?.match ?? {}) };
  for (const name of ["topic", "severity", "area"]) {
    delete match[name];
    if (fields[name].value) match[name] = fields[name].value;
  }
  delete match.hours;
  if (fields.from.value && fields.until.value) match.hours = [fields.from.value, fields.until.value];
  const wait = Number(fields.wait.value);
  return {
    code: fields.code.value.trim(),
    name: fields.name.value.trim(),
    order: Number(fields.order.value),
    match,
    targets: readTargets(list),
    channels: listed(fields.channels.value),
    ...(wait > 0 && { group: { by: one?.group?.by ?? ["topic"], wait_seconds: wait } }),
    ...(fields.chain.value && { chain: fields.chain.value }),
    pass_to: listed(fields.pass_to.value),
    entry: !fields.apart.checked,
    wall: fields.wall.checked,
    public: fields.public.checked,
    stop: fields.stop.checked,
  };
}

export async function chainForm({ page, one, save }) {
  const dialog = at("chain-dialog");
  const form = dialog.querySelector("form");
  const list = at("chain-steps");
  form.reset();
  const { name, code, expires } = form.elements;
  [name.value, code.value, expires.value] = [one?.name ?? "", one?.code ?? "", one?.expires_minutes ?? ""];
  code.readOnly = one !== null;
  drawSteps(list, one?.steps ?? [NEW_STEP], page.api);
  at("chain-more").onclick = () => addStep(list, NEW_STEP, page.api);
  const read = () => ({
    code: code.value.trim(),
    name: name.value.trim(),
    steps: readSteps(list),
    ...(expires.value && { expires_minutes: Number(expires.value) }),
  });
  opened(dialog, page, read, save);
}
