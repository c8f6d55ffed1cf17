// Rows of recipients in a form: what kind, and who; names are offered as one types.

import { slot, stamp } from "../dom.js";

const LONG_ENOUGH = 2;

// Draw a row for each target into the list; `api` finds names.
export function drawTargets(list, targets, api) {
  list.replaceChildren();
  for (const one of targets) addTarget(list, one, api);
}

export function addTarget(list, one, api) {
  const row = stamp("target");
  const [kind, code] = row.querySelectorAll("select, input");
  [kind.value, code.value] = [one.kind, one.code];
  row.querySelector("[data-remove]").onclick = () => row.remove();
  code.oninput = () => offer(code, kind.value, api);
  list.append(row);
  return code;
}

export function readTargets(list) {
  return [...list.children].map((row) => {
    const [kind, code] = row.querySelectorAll("select, input");
    return { kind: kind.value, code: code.value.trim() };
  });
}

async function offer(input, kind, api) {
  const said = input.value.trim();
  if (said.length < LONG_ENOUGH) return;
  const found = await api.get(`/v1/recipients?${new URLSearchParams({ q: said })}`).catch(() => ({ items: [] }));
  if (said !== input.value.trim()) return;
  const those = found.items.filter((one) => one.kind === kind);
  const options = those.map((one) => new Option(one.name, one.code));
  document.getElementById("recipients").replaceChildren(...options);
}

// Steps of a chain.
export function drawSteps(list, steps, api) {
  list.replaceChildren();
  for (const one of steps) addStep(list, one, api);
}

export function addStep(list, one, api) {
  const row = stamp("step");
  const targets = slot(row, "targets");
  row.querySelector('[name="wait"]').value = one.wait_minutes;
  row.querySelector('[name="repeat"]').value = one.repeat ?? 0;
  row.querySelector("[data-remove]").onclick = () => row.remove();
  slot(row, "more").onclick = () => addTarget(targets, { kind: "on_call", code: "" }, api).focus();
  drawTargets(targets, one.targets, api);
  row.steps = one; // what the form does not show stays as it is
  list.append(row);
}

export function readSteps(list) {
  return [...list.children].map((row) => ({
    ...(row.steps.channels?.length && { channels: row.steps.channels }),
    wait_minutes: Number(row.querySelector('[name="wait"]').value),
    repeat: Number(row.querySelector('[name="repeat"]').value),
    targets: readTargets(slot(row, "targets")),
  }));
}
