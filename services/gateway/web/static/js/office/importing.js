// An organisation from a CSV file: what was put, or which lines are refused and why.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { newKey } from "../console/api.js";

const at = (id) => document.getElementById(id);

// `put` is called once something was put.
export function importing(page, put) {
  const { api, words, fmt } = page;
  const [dialog, form] = [at("import"), at("import-form")];
  let key = newKey();

  function tell(refused) {
    show(at("refused"), refused.length > 0);
    keep(at("refused"), refused, (one) => `${one.line}/${one.reason}`, () => stamp("refused-template"), (node, one) => {
      write(slot(node, "line"), one.line);
      write(slot(node, "reason"), one.reason);
    });
  }

  function lines(items) {
    const named = ({ line, column }) => (line ? fill(words.line, { line, column }).trim() : column);
    return items.map((one) => ({ line: named(one), reason: one.reason }));
  }

  async function send() {
    const query = new URLSearchParams({ partial: String(form.elements.partial.checked), ...page.as });
    try {
      const done = await api.send("POST", `/v1/office/organisation/import?${query}`, form.elements.file.files[0], {
        key,
        headers: { "Content-Type": "text/csv" },
      });
      const counts = ["units", "positions", "holdings", "unchanged"].map((one) => [one, fmt.count(done[one])]);
      page.say(fill(words.imported, Object.fromEntries(counts)));
      tell(lines(done.refused));
      if (done.refused.length === 0) dialog.close();
      await put();
    } catch (error) {
      if (!error.problem?.errors?.length) throw error;
      tell(lines(error.problem.errors.map(placed)));
    }
  }

  form.addEventListener("input", () => {
    key = newKey(); // another file is another command
    tell([]);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value === "cancel") return;
    event.preventDefault();
    at("import-send").disabled = true;
    set(dialog, "data-state", "sending");
    send()
      .catch(page.fail)
      .finally(() => {
        at("import-send").disabled = false;
        set(dialog, "data-state", "done");
      });
  });
  at("import-open").addEventListener("click", () => {
    form.reset();
    tell([]);
    dialog.showModal();
  });
}

// "lines.3.area" of a refused file, or "file" for the whole of it.
function placed({ field, message }) {
  const [, line = "", column = field] = field.match(/^lines\.(\d+)\.?(.*)$/) ?? [];
  return { line, column, reason: message };
}
