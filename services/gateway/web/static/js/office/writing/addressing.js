// To whom a letter goes, who signs it and who initials it before: parts of a draft that are picked.

import { set, show, write } from "../../dom.js";
import { fill } from "../../format.js";
import { added, asRecipients, keyOf } from "./people.js";
import { picks, suggest } from "../../console/suggest.js";

const at = (id) => document.getElementById(id);

// addressing(page, draft, known): `draft.content` is what is written, `draft.put(part, value)`
// changes it; `known` is people(page). Gives `draw(part)`.
export function addressing(page, draft, known) {
  const { words } = page;
  const search = (id, find, choose) => suggest(at(`${id}-search`), { find, choose, none: words.nothingFound, fail: page.fail });
  const said = (code) => ({ key: code, code, title: known.titleOf(code), note: known.unitOf(code) });

  for (const part of ["to", "copies"]) {
    search(part, known.recipients, (item) => draft.put(part, added(draft.content[part], asRecipients(item))));
  }
  for (const part of ["ladder", "coordination"]) {
    search(part, known.positions, (item) => draft.put(part, [...new Set([...(draft.content[part] ?? []), item.code])]));
  }
  search("signer", known.positions, (item) => draft.put("signer", item.code));
  at("form").append(...Object.entries(words.forms).map(([value, name]) => new Option(name, value)));
  at("form").addEventListener("change", () => draft.put("form", at("form").value));
  at("ladder-change").addEventListener("click", () => {
    draft.put("ladder", (draft.outlook?.ladder ?? []).map((one) => one.code));
    at("ladder-search").querySelector("input").focus();
  });
  at("ladder-usual").addEventListener("click", () => draft.put("ladder", null));

  function drawRecipients(part) {
    const items = draft.content[part].map((one) => ({ ...one, key: keyOf(one), title: one.name, note: one.code ? known.unitOf(one.code) : one.address }));
    const remove = ({ key }) => draft.put(part, draft.content[part].filter((one) => keyOf(one) !== key));
    picks(at(part), words, { items, remove });
  }

  function drawPositions(part) {
    const codes = draft.content[part] ?? [];
    const remove = ({ code }) => draft.put(part, codes.filter((one) => one !== code));
    picks(at(part), words, { items: codes.map(said), remove, rise: part === "ladder" ? ({ code }) => draft.put(part, risen(codes, code)) : null });
  }

  function drawLadder() {
    const { content, outlook } = draft;
    const usual = content.ladder === null;
    if (usual) picks(at("ladder"), words, { items: (outlook?.ladder ?? []).map((one) => ({ key: one.code, ...one })), remove: null });
    else drawPositions("ladder");
    const nobody = usual ? outlook?.ladder?.length === 0 : content.ladder.length === 0;
    const how = usual && outlook?.why && content.signer ? words.why.ladder : nobody && content.signer ? words.nobody : usual ? words.usual : "";
    write(at("ladder-how"), how);
    show(at("ladder-how"), Boolean(how));
    show(at("ladder-change"), usual);
    show(at("ladder-usual"), !usual);
    show(at("ladder-search"), !usual);
  }

  function drawSigner() {
    const { content, outlook } = draft;
    picks(at("signer"), words, { items: content.signer ? [said(content.signer)] : [], remove: () => draft.put("signer", "") });
    show(at("signer-search"), !content.signer);
    show(at("part-form"), Boolean(content.signer));
    at("form").value = content.form;
    at("block").replaceChildren(...(outlook?.block ?? []).map((line) => Object.assign(document.createElement("p"), { textContent: line })));
    const wrong = Boolean(content.signer) && outlook && !outlook.block.length;
    write(at("form-why"), wrong ? words.why.form : "");
    show(at("form-why"), Boolean(wrong));
    write(at("signer-vacant").querySelector("span"), words.signerVacant);
    show(at("signer-vacant"), Boolean(content.signer && outlook?.vacant));
    set(at("part-signer"), "data-outlook", outlook ? outlook.of : "");
  }

  const DRAW = { to: () => drawRecipients("to"), copies: () => drawRecipients("copies"), coordination: () => drawPositions("coordination"), ladder: drawLadder, signer: drawSigner, form: drawSigner };
  return (part) => DRAW[part]?.();
}

function risen(codes, code) {
  const n = codes.indexOf(code);
  return n < 1 ? codes : [...codes.slice(0, n - 1), code, codes[n - 1], ...codes.slice(n + 1)];
}

// How a way up is said before a letter is handed up.
export function wayOf(content, outlook, known, words) {
  const asked = content.ladder ?? (outlook?.ladder ?? []).map((one) => one.code);
  const [first] = [...asked, ...content.coordination];
  const signer = known.titleOf(content.signer);
  return first ? fill(words.submit.ladder, { first: known.titleOf(first), signer }) : fill(words.submit.direct, { signer });
}
