// Applicants by place, decided by keyboard or button, and the form that takes one.

import { asked } from "../console/dialog.js";
import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { MOST, api, attempt, fields, mark, more, page, part, root, today, translated, words, wrongFields } from "./desk.js";
import { agrees, digitsOf, wrongOf } from "./nik.js";
import { openPerson } from "./person.js";
import { PARTY_FACES, PLACE, decisionOf, openOn, told } from "./reading.js";

const DECISIONS = ["accepted", "reserve", "refused"];
const DIGITS = 16;
const LONGEST = 1000; // rows the API gives at once
const NAME = /^\p{L}[^\p{Nd}_]*$/u;
let shown = [];
let rounds = [];

function wanted() {
  const { body, area, state, party } = fields(part("filter"));
  const given = Object.entries({ body, area, state, party }).filter(([, value]) => value);
  return new URLSearchParams([...given, ["limit", MOST]]);
}

export async function readPeople() {
  drawPeople(await api.get(`${root}/applicants?${wanted()}`), []);
}

// Read what is shown again, as far as somebody went down the list.
export async function readAgain() {
  const query = wanted();
  query.set("limit", Math.min(Math.max(MOST, shown.length), LONGEST));
  drawPeople(await api.get(`${root}/applicants?${query}`), []);
}

function drawPeople(answer, before) {
  shown = [...before, ...answer.items];
  keep(part("people"), shown, (one) => one.id, () => stamp("person-row"), drawPerson);
  show(part("people-none"), shown.length === 0);
  more(part("people-more"), answer, shown, `${root}/applicants?${wanted()}`, drawPeople);
}

export function drawWho(row, one) {
  write(slot(row, "name"), one.name ?? words.erased);
  write(slot(row, "tail"), one.nik_tail ? `…${one.nik_tail}` : "");
  write(slot(row, "area"), one.area);
  set(slot(row, "party"), "class", `badge ${PARTY_FACES[one.party]}`);
  write(slot(row, "party"), words.party[one.party]);
  const button = slot(row, "more");
  set(button, "aria-label", `${button.textContent} ${one.name ?? words.erased}`);
}

function drawPerson(row, one) {
  drawWho(row, one);
  write(slot(row, "requirements"), told(one.requirements, words));
  write(slot(row, "state"), [words.states[one.state], one.reason].filter(Boolean).join(": "));
  for (const decision of DECISIONS) {
    const button = slot(row, decision);
    button.disabled = one.name === null || one.state === decision;
    set(button, "aria-label", `${button.textContent} ${one.name ?? words.erased}`);
    button.onclick = () => decide(one, decision);
  }
  slot(row, "more").onclick = () => openPerson(one, readPeople);
  row.onkeydown = (event) => pressed(event, row, one);
}

function pressed(event, row, one) {
  if (event.target !== row || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
  const decision = decisionOf(event.key);
  if (!step && !decision && event.key !== "Enter") return;
  event.preventDefault();
  if (step) step.focus();
  else if (event.key === "Enter") openPerson(one, readPeople);
  else if (one.name !== null && one.state !== decision) decide(one, decision);
}

async function decide(one, decision) {
  const given = decision === "refused" ? await asked(part("refuse")) : { reason: "" };
  if (!given) return;
  await attempt(async () => {
    const body = { decision, reason: given.reason, version: one.version };
    await api.send("POST", `${root}/applicants/${one.id}/decision`, body);
    page.say(fill(words.decided, { name: one.name, state: words.states[decision] }));
    await readPeople();
  });
  part("people").querySelector(`[data-key="${one.id}"]`)?.focus();
}

// ---- one applicant by hand

// Offer the rounds that are open today; none hides the form.
export function offerRounds(all) {
  rounds = openOn(all, today());
  show(part("apply"), rounds.length > 0);
  show(part("apply-none"), rounds.length === 0);
  for (const id of ["apply-round", "many-round"]) {
    const before = part(id).value;
    part(id).replaceChildren(...rounds.map((one) => new Option(fill(words.roundUntil, one), one.id)));
    if (rounds.some((one) => one.id === before)) part(id).value = before;
  }
  placeHint();
}

const chosen = () => rounds.find((one) => one.id === part("apply-round").value);

function placeHint() {
  const one = chosen();
  if (one) write(part("apply-area"), fill(words.placeHint, { n: PLACE[one.body], body: one.body.toUpperCase(), area: one.area }));
}

// The rules of the service, so that what can't be taken is said before it is sent.
function wrongIn({ area = "", name = "", nik = "", birth_date: born = "" }) {
  const one = chosen();
  const wrong = {};
  if (!/^[0-9]+$/.test(area) || area.length !== PLACE[one.body]) wrong.area = fill(words.placeHint, { n: PLACE[one.body], body: one.body.toUpperCase(), area: one.area });
  else if (!area.startsWith(one.area)) wrong.area = fill(words.reasons.outsideRound, { area: one.area });
  if (!NAME.test(name.trim())) wrong.name = words.reasons.letters;
  const odd = wrongOf(nik);
  if (odd) wrong.nik = words.nikWrong[odd];
  if (!born) wrong.birth_date = words.reasons.date;
  return wrong;
}

// A date that is not the NIK's is taken, as a requirement that is not met: it is told, not refused.
function compared() {
  const { nik, birth_date: born } = fields(part("apply"));
  const odd = born && nik && !wrongOf(nik) && !agrees(nik, born);
  write(part("apply-birth"), odd ? words.notAgreeing : "");
  part("apply-birth").classList.toggle("staff-wrong", Boolean(odd));
}

// A NIK that can be none is told as soon as it was typed to its end, not when the field is left: a
// line that appears then would move the button away from under the pointer.
function typed() {
  const { nik = "" } = fields(part("apply"));
  const odd = digitsOf(nik).length >= DIGITS && wrongOf(nik);
  write(part("apply-nik"), odd ? words.nikWrong[odd] : "");
  part("apply-nik").classList.toggle("staff-wrong", Boolean(odd));
  set(part("apply").elements.nik, "aria-invalid", String(Boolean(odd)));
  compared();
}

part("apply").elements.nik.oninput = typed;
part("apply").elements.birth_date.oninput = compared;

part("apply-round").onchange = placeHint;
part("apply").onsubmit = async (event) => {
  event.preventDefault();
  const form = event.target;
  const given = fields(form);
  const wrong = wrongIn(given);
  mark(form, wrong);
  if (Object.keys(wrong).length) return;
  try {
    const body = { ...given, no_party: form.elements.no_party.checked };
    const made = await api.send("POST", `${root}/applicants`, body);
    for (const name of ["name", "nik", "birth_date"]) form.elements[name].value = "";
    form.elements.no_party.checked = false;
    placeHint();
    page.say(fill(words.applied, { name: made.name, tail: made.nik_tail, party: words.party[made.party] }));
    form.elements.name.focus();
    await readPeople();
  } catch (error) {
    const named = wrongFields(error, form);
    if (named) mark(form, named);
    else page.fail(translated(error));
  }
};
