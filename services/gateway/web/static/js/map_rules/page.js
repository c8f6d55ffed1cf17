// The map's rules: each concern is a form that is saved as a whole over the version that was read. Who
// finds that somebody else saved first sees what stands now at each field, and saves over that.

import { Problem, shell } from "../console/shell.js";
import { explain } from "../console/api.js";
import { show, slot, write } from "../dom.js";
import { fill } from "../format.js";
import { at, shown, written } from "./tables.js";

const SETTABLE = { roads: ["iri", "sdi"] }; // of the others all that is told
const STALE = 412;
const page = await shell();
const { api, words, fmt } = page;
const forms = [...document.querySelectorAll("form[data-concern]")];

function desk(form) {
  const { concern } = form.dataset;
  const path = `/v1/gis/${concern}/rules`;
  const fields = [...form.elements].filter((one) => one.name);
  let [known, busy] = [null, false];

  async function read() {
    known = await api.get(path);
    for (const one of fields) one.value = shown(at(known, one.name));
    since();
  }

  function since() {
    const text = known.version === 0 ? words.asShipped : fill(words.setBy, { who: known.who, when: fmt.moment(known.at) });
    write(document.querySelector(`[data-since="${concern}"]`), text);
  }

  async function save(event) {
    event.preventDefault();
    if (busy) return;
    [busy, form.dataset.busy] = [true, "yes"];
    wrong("");
    try {
      const body = written(known, Object.fromEntries(fields.map((one) => [one.name, one.value])), SETTABLE[concern]);
      const done = await api.send("PUT", path, body, { headers: { "If-Match": `"${known.version}"` } });
      now(null);
      await read();
      page.say(fill(words.saved[concern], { n: fmt.count(done.judged ?? done.waiting ?? 0) }));
    } catch (error) {
      if (error instanceof Problem && error.status === STALE) await meet();
      else wrong(why(error));
    } finally {
      busy = false;
      delete form.dataset.busy;
    }
  }

  async function meet() {
    known = await api.get(path);
    since();
    now(known);
    wrong(words.changedMeanwhile);
  }

  function now(tables) {
    for (const one of fields) {
      const line = form.querySelector(`[data-now="${one.name}"]`);
      const stands = tables && shown(at(tables, one.name));
      show(line, stands !== null && stands !== one.value);
      write(line, stands === null ? "" : fill(words.standsNow, { value: stands }));
    }
  }

  // The fields that the service names, by their labels.
  function why(error) {
    const named = (error.problem?.errors ?? []).map(({ field, message }) => {
      const input = fields.find((one) => one.name === field || one.name.startsWith(`${field}.`));
      if (input) input.setAttribute("aria-invalid", "true");
      const label = input?.closest("fieldset").querySelector("legend").textContent;
      return [label ?? field, words.fields[field.split(".").at(-1)] ?? message].join(": ");
    });
    return named.join(" ") || explain(error, words);
  }

  function wrong(text) {
    if (!text) for (const one of fields) one.removeAttribute("aria-invalid");
    const line = slot(form, "wrong");
    write(line.querySelector("span"), text);
    show(line, text !== "");
  }

  form.onsubmit = (event) => save(event).catch(page.fail);
  return { read };
}

const desks = forms.map(desk);
await page.load(() => Promise.all(desks.map((one) => one.read())));
page.face("live");
document.body.dataset.ready = "yes";
