// The page's dialogs. Each sends what its form holds and stays open with the reason where that is
// refused; what is sent again unchanged bears the same key.

import { keep, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { explain, newKey } from "../console/api.js";
import { local, moment, people, plus } from "./said.js";

const at = (id) => document.getElementById(id);

export function dialogs({ page, state, timeZone, read }) {
  const { api, words, fmt, say } = page;
  const toMoment = (text) => moment(text, timeZone);
  const options = (own) => state.agencies.filter((one) => !own || one.plans).map((one) => new Option(one.agency));

  // open(id, fields, send): `send(fields, key)` does it and returns what to say.
  function open(id, fill_, send) {
    const dialog = at(id);
    const form = dialog.querySelector("form");
    form.reset();
    fill_(form.elements, form);
    failed(dialog, null);
    let last = { key: null, body: null };
    form.onsubmit = async (event) => {
      event.preventDefault();
      const body = JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));
      if (body !== last.body) last = { key: newKey(), body };
      await attempt(dialog, () => send(form.elements, last.key));
    };
    dialog.showModal();
  }

  async function attempt(dialog, task) {
    const buttons = [...dialog.querySelectorAll("button:not([data-close])")];
    for (const button of buttons) button.disabled = true;
    try {
      const said = await task();
      dialog.close();
      say(said);
      await read();
    } catch (error) {
      failed(dialog, explain(error, words));
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  }

  function failed(dialog, why) {
    write(slot(dialog, "error-text"), why ?? "");
    show(slot(dialog, "error"), why !== null);
  }

  const saved = ({ warnings = [] }) =>
    warnings.length ? fill(words.savedBut, { warnings: warnings.slice(0, 3).join("; ") }) : words.saved;

  // ---- one shift

  function shift(one) {
    let inside = one.people.map(({ name }) => name);
    const dialog = at("shift-dialog");
    const may = one.plans && one.state === "planned";
    const over = Date.parse(one.ends) < Date.now();
    const gone = new Map(one.people.map(({ name, absent }) => [name, absent[0]]));

    function draw() {
      keep(slot(dialog, "people"), inside, (name) => name, () => stamp("person"), (row, name) => {
        const away = gone.get(name);
        write(slot(row, "name"), name);
        const span = away && { from: fmt.moment(away.from), until: fmt.moment(away.until) };
        write(slot(row, "absent"), away ? fill(words.absentSpan, span) : "");
        write(slot(row, "remove-name"), fill(words.remove, { name }));
        show(slot(row, "remove"), may);
        slot(row, "remove").onclick = () => {
          inside = inside.filter((other) => other !== name);
          draw();
          dialog.querySelector('[name="person"]').focus();
        };
      });
    }

    open("shift-dialog", (fields) => {
      write(slot(dialog, "title"), fill(words.shiftTitle, one));
      const times = { day: fmt.day(one.day), from: fmt.minutes(one.starts), until: fmt.minutes(one.ends), n: one.needed };
      write(slot(dialog, "when"), fill(words.shiftWhen, times));
      fields.needed.value = one.needed;
      for (const name of ["planning", "save", "cancel"]) show(slot(dialog, name), may);
      for (const name of ["swap", "absent"]) show(slot(dialog, name), one.mine && one.state === "planned" && !over);
      draw();
    }, async (fields, key) => {
      const more = people(fields.person.value);
      const body = { version: one.version, people: [...new Set([...inside, ...more])], needed: Number(fields.needed.value) };
      return saved(await api.send("POST", `/v1/shifts/${one.id}/change`, body, { key }));
    });
    const input = dialog.querySelector('[name="person"]');
    const put = () => {
      inside = [...new Set([...inside, ...people(input.value)])];
      input.value = "";
      input.focus();
      draw();
    };
    slot(dialog, "put").onclick = put;
    input.onkeydown = (event) => {
      if (event.key !== "Enter" || !input.value.trim()) return;
      event.preventDefault();
      put();
    };
    slot(dialog, "swap").onclick = () => turn(dialog, () => swap(one));
    slot(dialog, "absent").onclick = () => turn(dialog, () => away(one));
    slot(dialog, "cancel").onclick = () =>
      attempt(dialog, async () => {
        await api.send("POST", `/v1/shifts/${one.id}/cancel`, { version: one.version });
        return words.cancelledShift;
      });
  }

  function turn(dialog, next) {
    dialog.close();
    next();
  }

  function swap(one) {
    const dialog = at("swap-dialog");
    const others = state.agencies.find(({ agency }) => agency === one.agency).people;
    const inside = new Set(one.people.map(({ name }) => name));
    open("swap-dialog", (fields) => {
      write(slot(dialog, "of"), `${fill(words.shiftTitle, one)}, ${fmt.moment(one.starts)}`);
      fields.with.replaceChildren(...others.filter((name) => !inside.has(name)).map((name) => new Option(name)));
      const offer = () => {
        const theirs = state.shifts.filter(
          (other) => other.agency === one.agency && other.state === "planned" &&
            Date.parse(other.ends) > Date.now() && other.people.some(({ name }) => name === fields.with.value),
        );
        const named = (other) => new Option(`${other.name}, ${fmt.moment(other.starts)}`, other.id);
        fields.in_return.replaceChildren(new Option(words.noSwapBack, ""), ...theirs.map(named));
      };
      fields.with.onchange = offer;
      offer();
    }, async (fields, key) => {
      const body = { with: fields.with.value, reason: fields.reason.value };
      if (fields.in_return.value) body.in_return = fields.in_return.value;
      await api.send("POST", `/v1/shifts/${one.id}/swap`, body, { key });
      return fill(words.asked, { other: fields.with.value });
    });
  }

  // ---- others

  function away(one = null) {
    open("away-dialog", (fields) => {
      const from = one?.starts ?? new Date().toISOString();
      fields.from.value = local(from, timeZone);
      if (one) fields.until.value = local(one.ends, timeZone);
    }, async (fields, key) => {
      const span = { from: toMoment(fields.from.value), until: toMoment(fields.until.value) };
      const who = fields.person.value.trim();
      const body = { ...span, reason: fields.reason.value, ...(who && { person: who }) };
      await api.send("POST", "/v1/absences", body, { key });
      return words.absentSaved;
    });
  }

  function add() {
    open("add-dialog", (fields) => {
      fields.agency.replaceChildren(...options(true));
      if (state.agency) fields.agency.value = state.agency;
      fields.starts.value = `${state.week}T06:00`;
      fields.ends.value = `${state.week}T14:00`;
    }, async (fields, key) => {
      const body = {
        agency: fields.agency.value,
        name: fields.name.value,
        starts: toMoment(fields.starts.value),
        ends: toMoment(fields.ends.value),
        needed: Number(fields.needed.value),
        people: people(fields.people.value),
      };
      return saved(await api.send("POST", "/v1/shifts", body, { key }));
    });
  }

  function repeat() {
    open("repeat-dialog", (fields) => {
      fields.agency.replaceChildren(...options(true));
      if (state.agency) fields.agency.value = state.agency;
      fields.first_day.value = local(new Date().toISOString(), timeZone).slice(0, 10);
    }, async (fields, key) => {
      const teams = fields.teams.value.split("\n").map(people).filter((team) => team.length);
      const body = {
        ...Object.fromEntries(["agency", "name", "starts", "ends", "first_day"].map((name) => [name, fields[name].value])),
        needed: Number(fields.needed.value),
        days: [...fields.days].filter((box) => box.checked).map((box) => Number(box.value)),
        teams,
        turn_days: Number(fields.turn_days.value),
        turn_offset: Number(fields.turn_offset.value) - 1,
      };
      const told = await api.send("POST", "/v1/shift-patterns", body, { key });
      const made = fmt.counted(words.made, told.made);
      return told.warnings.length ? `${made} ${saved(told)}` : made;
    });
  }

  function end(pattern, today) {
    open("end-dialog", (fields) => {
      write(slot(at("end-dialog"), "of"), `${pattern.agency}, ${pattern.name}`);
      fields.after.value = plus(today, 0);
      fields.after.min = today;
    }, async (fields, key) => {
      const told = await api.send("POST", `/v1/shift-patterns/${pattern.id}/end`, { after: fields.after.value }, { key });
      return fmt.counted(words.ended, told.cancelled);
    });
  }

  function agency() {
    const numbers = ["rest_minutes", "overlap_minutes", "late_minutes", "weeks"];
    open("agency-dialog", (fields, form) => {
      at("agency-names").replaceChildren(...options(true));
      const take = () => {
        const known = state.agencies.find((one) => one.agency === fields.agency.value);
        if (!known) return;
        for (const name of ["area", "rest_rule", ...numbers]) fields[name].value = known[name];
        fields.swaps_approved.checked = known.swaps_approved;
      };
      fields.agency.value = state.agency;
      fields.agency.onchange = take;
      take();
      if (!fields.area.value) fields.area.value = page.me.area ?? "";
      form.querySelector("input").focus();
    }, async (fields, key) => {
      const body = {
        area: fields.area.value,
        rest_rule: fields.rest_rule.value,
        swaps_approved: fields.swaps_approved.checked,
        ...Object.fromEntries(numbers.map((name) => [name, Number(fields[name].value)])),
      };
      await api.send("PUT", `/v1/shift-agencies/${encodeURIComponent(fields.agency.value.trim())}`, body, { key });
      return words.saved;
    });
  }

  function bring() {
    open("import-dialog", (fields) => {
      fields.agency.replaceChildren(...options(true));
      if (state.agency) fields.agency.value = state.agency;
    }, async (fields, key) => {
      const path = `/v1/shifts/import?agency=${encodeURIComponent(fields.agency.value)}`;
      return fill(words.imported, await api.upload(path, fields.file.files[0], { key }));
    });
  }

  for (const button of document.querySelectorAll("#live dialog [data-close]")) {
    const dialog = button.closest("dialog");
    if (!dialog.classList.contains("shift-dialog")) button.onclick = () => dialog.close();
  }
  return { shift, add, repeat, away, end, agency, bring };
}
