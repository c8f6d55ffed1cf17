// The attributes of an agency layer as rows of a form. What is there keeps its name and its kind, as
// features have it; new ones come below.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { codesOf, linesOf } from "./describing.js";

export function attributes(form, words) {
  const list = slot(form, "attributes");
  let [rows, known] = [[], 0];

  function fillIn(found) {
    rows = found.map((one) => ({ ...one, lines: linesOf(one.codes) }));
    known = rows.length;
    draw();
  }

  function draw() {
    keep(list, rows, (one) => `${rows.indexOf(one)}`, () => stamp("attribute"), row);
  }

  function row(node, one, index) {
    const stands = index < known;
    for (const name of ["name", "title", "unit"]) field(slot(node, name), one, name);
    field(slot(node, "codes"), one, "lines");
    const [kind, required] = [slot(node, "kind"), slot(node, "required")];
    kind.value = one.kind;
    kind.onchange = () => { [one.kind, slot(node, "coded").hidden] = [kind.value, !coded(kind.value)]; };
    required.checked = Boolean(one.required);
    required.onchange = () => { one.required = required.checked; };
    slot(node, "name").readOnly = stands;
    kind.disabled = stands;
    show(slot(node, "coded"), coded(one.kind));
    set(node, "aria-label", one.name || words.newAttribute);
    show(slot(node, "drop"), !stands);
    slot(node, "drop").onclick = () => {
      rows.splice(index, 1);
      draw();
    };
  }

  function field(input, one, name) {
    input.value = one[name] ?? "";
    input.oninput = () => { one[name] = input.value; };
  }

  slot(form, "add").onclick = () => {
    rows.push({ name: "", kind: "text", title: "", unit: "", lines: "", required: false });
    draw();
    slot(list.lastElementChild, "name").focus();
  };

  return {
    fillIn,
    // As PATCH takes them; what nobody named is none.
    read: () => rows.filter((one) => one.name.trim()).map(({ name, kind, title, unit, required, lines }) =>
      ({ name: name.trim(), kind, title: (title ?? "").trim(), unit: (unit ?? "").trim(), required: Boolean(required), codes: coded(kind) ? codesOf(lines, kind) : [] })),
    say: (text) => write(form.querySelector('[data-now="attributes"]'), text),
  };
}

function coded(kind) {
  return kind === "text" || kind === "integer";
}
