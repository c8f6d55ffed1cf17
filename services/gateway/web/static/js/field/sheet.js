// The form of one ballot as it stands on paper, kept at each keystroke.

import { button, icon, make, says } from "./build.js";
import { agreed, findings } from "./checks.js";
import { BALLOTS, ROWS, SEXES, SUMS, extent, fields, figures, same, sections, withdrawn } from "./form.js";
import { gallery } from "./gallery.js";
import * as store from "./store.js";
import { agreedText, fill, short, time, told, words } from "./words.js";

const DIGITS = 3;
const NUMBERS = ["I", "II", "III", "IV", "V"];

export class Sheet {
  // `hand` is called with (contest, figures, cleared, kind) when the person sends.
  constructor(crew, contest, draft, hand) {
    Object.assign(this, { crew, contest, hand });
    this.texts = draft?.texts ?? {};
    this.savedAt = draft?.savedAt ?? null;
    this.inputs = {};
    this.marks = {};
    this.says = {};
    this.gallery = gallery(contest, crew.election.photo_pages);
    this.form = make("form", { "class": "form", novalidate: true, on: { submit: (event) => event.preventDefault() } });
    this.form.append(...NUMBERS.map((number) => this.section(number)), this.gallery.node);
    this.steps = make("ol", { "class": "dots" }, [...NUMBERS, "photos"].map((name) => this.step(name)));
    this.saved = make("p", { role: "status" });
    this.send = button("", { main: true, on: { click: () => this.act() } });
  }

  get figures() {
    return figures(this.texts, this.contest);
  }

  section(number) {
    const heading = make("h2", {}, make("span", {}, number), words.sections[number]);
    this.says[number] = make("div", { "class": "says-all", id: `says-${number}`, role: "status" });
    return make("section", { id: `part-${number}` }, heading, this.parts(number), this.says[number]);
  }

  parts(number) {
    if (number === "I") return ROWS.map((row) => this.sexes(row));
    if (number === "II") return BALLOTS.map((field) => this.row(field, [words.fields[field]]));
    if (number === "III") return [this.sexes("disabled")];
    if (number === "IV") return this.contest.candidates.map((one) => this.candidate(one));
    return SUMS.map((field) => this.row(field, [words.fields[field]]));
  }

  candidate({ number, name, kolom_kosong: empty }) {
    const tile = make("span", { "class": `tile tile-k${number}` }, String(number));
    return this.row(`votes.${number}`, [tile, make("span", {}, empty ? words.emptyColumn : name)]);
  }

  row(field, label) {
    return make("label", { "class": "row" }, make("span", { "class": "row-l" }, label), this.input(field));
  }

  sexes(row) {
    const aside = words.asides[row];
    const legend = make("legend", {}, words.rows[row], aside ? make("span", {}, aside) : "");
    const cells = SEXES.map((sex) =>
      make("label", { "class": "field" }, make("span", { "class": "label" }, words.sexes[sex]), this.input(`${row}.${sex}`)));
    const signs = ["+", "="].map((sign) => make("span", { "class": "op", "aria-hidden": "true" }, sign));
    const boxes = make("div", { "class": "lpj-row" }, cells[0], signs[0], cells[1], signs[1], cells[2]);
    return make("fieldset", { "class": "lpj" }, legend, boxes);
  }

  input(field) {
    const box = make("input", {
      "class": "input input-num", name: field, inputmode: "numeric", autocomplete: "off", maxlength: DIGITS, enterkeyhint: "next",
      on: { input: () => this.typed(field, box), keydown: (event) => this.next(event, field) },
    });
    box.value = this.texts[field] ?? "";
    this.inputs[field] = box;
    return box;
  }

  typed(field, box) {
    const digits = box.value.replace(/\D/g, "");
    if (digits !== box.value) box.value = digits;
    this.texts[field] = digits;
    this.savedAt = Date.now();
    store.put("drafts", { contest: this.contest.id, texts: this.texts, savedAt: this.savedAt });
    this.check();
  }

  next(event, field) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const order = fields(this.contest);
    this.inputs[order[order.indexOf(field) + 1]]?.focus();
  }

  step(name) {
    const text = name === "photos" ? words.photos : name;
    const jump = (event) => {
      event.preventDefault();
      document.getElementById(`part-${name}`).scrollIntoView();
    };
    const link = make("a", { href: `#part-${name}`, on: { click: jump } }, make("span", {}, text));
    this.marks[name] = make("li", {}, link);
    return this.marks[name];
  }

  // Say what is odd and what is right. `others` are the other ballots' sheets.
  check(others = this.others ?? []) {
    this.others = others;
    const now = this.figures;
    const beside = others.map((sheet) => ({ name: short(sheet.contest), figures: sheet.figures }));
    const found = findings(now, this.contest, this.crew.election, beside);
    const right = agreed(now, this.contest);
    for (const number of NUMBERS) this.tell(number, found, right);
    this.mark(found);
    this.offer();
  }

  tell(number, found, right) {
    const odd = found.filter((one) => one.section === number);
    const sums = right.filter((one) => one.section === number);
    const now = this.figures;
    const lines = odd.map((one) => says("warn", ...told(one)));
    if (!odd.length && sums.length) lines.push(says("ok", "", agreedText(sums, now.total === now["ballots.used"])));
    const text = lines.map((line) => line.textContent).join("");
    if (this.says[number].textContent !== text) this.says[number].replaceChildren(...lines);
    const whole = sections(this.contest)[number].every((field) => field in now);
    this.signal(number, odd.length ? "ask" : whole ? "done" : "");
  }

  signal(name, state) {
    const li = this.marks[name];
    if (li.dataset.state === state) return;
    li.dataset.state = state;
    li.className = state ? `is-${state}` : "";
    li.querySelector(".i")?.remove();
    const sign = { ask: "warn", done: "check" }[state] ?? (name === "photos" ? "cam" : "");
    if (sign) li.firstChild.prepend(icon(sign));
  }

  mark(found) {
    const marked = new Map(found.map((one) => [one.mark, one.section]));
    for (const [field, box] of Object.entries(this.inputs)) {
      if (marked.has(field)) {
        box.setAttribute("aria-invalid", "true");
        box.setAttribute("aria-describedby", `says-${marked.get(field)}`);
      } else {
        box.removeAttribute("aria-invalid");
        box.removeAttribute("aria-describedby");
      }
    }
  }

  // What the button offers hangs on what was handed in last.
  update(items, photos) {
    this.handed = items.filter((item) => item.contest === this.contest.id).sort((a, b) => b.order - a.order);
    this.last = this.handed[0] ?? null;
    this.gallery.update(photos.filter((photo) => photo.contest === this.contest.id));
    this.signal("photos", this.gallery.whole ? "done" : "");
    this.offer();
  }

  get kind() {
    if (this.last) return "correction";
    return extent(this.figures, this.contest) === "whole" ? "result" : "part";
  }

  get cleared() {
    return withdrawn(this.handed ?? [], this.figures);
  }

  get unchanged() {
    return Boolean(this.last) && same(this.last.figures, this.figures);
  }

  offer() {
    const name = short(this.contest);
    const cleared = this.cleared.length;
    const empty = !Object.keys(this.figures).length && !cleared;
    const offers = this.unchanged ? (this.last.state === "accepted" ? "receipt" : "queue") : this.kind;
    const sign = icon(this.unchanged ? "doc" : "send");
    this.send.replaceChildren(sign, fill(words.send[offers], { name }));
    this.send.disabled = empty;
    const since = this.savedAt ? fill(words.saved, { time: time(this.savedAt) }) : words.keptHere;
    const later = !this.last && !empty && extent(this.figures, this.contest) === "votes" ? words.later : "";
    const text = cleared ? fill(words.clearing, { n: cleared }) : later || since;
    if (this.saved.lastChild?.textContent !== text) this.saved.replaceChildren(icon(cleared ? "warn" : "save"), text);
  }

  act() {
    if (!this.unchanged) return this.hand(this.contest, this.figures, this.cleared, this.kind);
    location.hash = this.last.state === "accepted" ? `#receipt/${this.last.id}` : "#queue";
    return null;
  }
}
