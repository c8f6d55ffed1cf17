// The desk for ad-hoc staff: gaps first, then who applies, decided by keyboard, the party check,
// and the rounds. A NIK that was typed leaves the page with the request.

import { asked } from "../console/dialog.js";
import { shell } from "../console/shell.js";
import { keep, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { PARTY_FACES, decisionOf, told } from "./reading.js";

const MOST = 100; // rows of a list at once
const page = await shell({ topics: [] });
const { api, words, fmt, election } = page;
const part = (id) => document.getElementById(id);
const root = election && `/v1/elections/${encodeURIComponent(election.id)}/staff`;
const lists = { gaps: [], people: [] };

const fields = (form) => Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
const wanted = () => new URLSearchParams({ ...fields(part("filter")), limit: MOST });

async function attempt(task) {
  try {
    await task();
  } catch (error) {
    page.fail(error);
  }
}

async function readAll() {
  const [gaps, people, rounds, watch] = await Promise.all([
    api.get(`${root}/gaps?${wanted()}`),
    api.get(`${root}/applicants?${wanted()}`),
    api.all(`${root}/rounds?limit=${MOST}`, 500),
    api.get(`${root}/party-watch`),
  ]);
  drawGaps(gaps, []);
  drawPeople(people, []);
  drawRounds(rounds);
  const times = watch.parties.map((one) => one.at).sort();
  write(part("register"), times.length ? fill(words.registerFrom, { time: fmt.moment(times[0]) }) : words.noRegister);
  return gaps;
}

function more(name, draw, path, answer) {
  const button = part(`${name}-more`);
  show(button, answer.next !== null);
  button.onclick = () =>
    attempt(async () => draw(await api.get(`${root}/${path}?${wanted()}&after=${encodeURIComponent(answer.next)}`), lists[name]));
}

function drawGaps(answer, before) {
  lists.gaps = [...before, ...answer.items];
  const sums = answer.sums[part("filter").elements.body.value];
  const counts = sums && Object.fromEntries(Object.entries(sums).map(([name, n]) => [name, fmt.count(n)]));
  write(part("sums"), counts ? fill(words.filled, counts) : "");
  keep(part("gaps"), lists.gaps, (one) => one.area, () => stamp("gap-row"), drawGap);
  show(part("gaps-none"), lists.gaps.length === 0);
  more("gaps", drawGaps, "gaps", answer);
}

function drawGap(row, one) {
  write(slot(row, "name"), one.name ?? "");
  for (const name of ["reserve", "applied", "missing"]) write(slot(row, name), fmt.count(one[name]));
  write(slot(row, "area"), one.area);
  write(slot(row, "accepted"), `${fmt.count(one.accepted)}/${fmt.count(one.size)}`);
  slot(row, "people").setAttribute("aria-label", `${slot(row, "people").textContent} ${one.area}`);
  slot(row, "people").onclick = () => {
    part("filter").elements.area.value = one.area;
    attempt(readAll);
  };
}

function drawPeople(answer, before) {
  lists.people = [...before, ...answer.items];
  keep(part("people"), lists.people, (one) => one.id, () => stamp("person-row"), drawPerson);
  show(part("people-none"), lists.people.length === 0);
  more("people", drawPeople, "applicants", answer);
}

function drawPerson(row, one) {
  const name = one.name ?? words.erased;
  write(slot(row, "name"), name);
  write(slot(row, "tail"), one.nik_tail ? `…${one.nik_tail}` : "");
  write(slot(row, "area"), one.area);
  write(slot(row, "requirements"), told(one.requirements, words));
  slot(row, "party").className = `badge ${PARTY_FACES[one.party]}`;
  write(slot(row, "party"), words.party[one.party]);
  write(slot(row, "state"), [words.states[one.state], one.reason].filter(Boolean).join(": "));
  for (const decision of ["accepted", "reserve", "refused"]) {
    const button = slot(row, decision);
    button.disabled = one.name === null || one.state === decision;
    button.setAttribute("aria-label", `${button.textContent} ${name}`);
    button.onclick = () => decide(one, decision);
  }
  row.onkeydown = (event) => pressed(event, row, one);
}

function pressed(event, row, one) {
  if (event.target !== row || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
  const decision = decisionOf(event.key);
  if (!step && !decision) return;
  event.preventDefault();
  if (step) step.focus();
  else if (one.name !== null) decide(one, decision);
}

async function decide(one, decision) {
  const given = decision === "refused" ? await asked(part("refuse")) : { reason: "" };
  if (!given) return;
  await attempt(async () => {
    const body = { decision, reason: given.reason, version: one.version };
    await api.send("POST", `${root}/applicants/${one.id}/decision`, body);
    page.say(fill(words.decided, { name: one.name, state: words.states[decision] }));
    await readAll();
  });
  part("people").querySelector(`[data-key="${one.id}"]`)?.focus();
}

function drawRounds(rounds) {
  keep(part("rounds"), rounds, (one) => one.id, () => stamp("round-row"), (row, one) => {
    write(slot(row, "name"), one.name);
    write(slot(row, "area"), one.area);
    write(slot(row, "days"), `${one.opens} – ${one.closes}`);
    const counts = Object.entries(one.applicants).map(([state, n]) => [state, fmt.count(n)]);
    write(slot(row, "counts"), one.erased_at ? words.erased : fill(words.counts, Object.fromEntries(counts)));
  });
  show(part("rounds-none"), rounds.length === 0);
}

part("filter").onsubmit = (event) => {
  event.preventDefault();
  attempt(readAll);
};
part("open").onsubmit = (event) => {
  event.preventDefault();
  attempt(async () => {
    await api.send("POST", `${root}/rounds`, fields(event.target));
    event.target.reset();
    page.say(words.opened);
    await readAll();
  });
};
part("check").onsubmit = (event) => {
  event.preventDefault();
  const { nik } = fields(event.target);
  event.target.reset();
  write(part("answer"), "");
  part("listings").replaceChildren();
  attempt(async () => {
    const found = await api.send("POST", `${root}/party-checks`, { nik });
    write(part("answer"), fill(words.answer, { tail: found.nik_tail, party: words.party[found.party] }));
    part("listings").replaceChildren(
      ...found.listings.map((one) => {
        const item = document.createElement("li");
        item.textContent = [one.party, one.position, one.place].filter(Boolean).join(", ");
        return item;
      }),
    );
    await readAll();
  });
};

if (election) {
  const gaps = await page.load(readAll);
  const known = Object.values(gaps.sums).some((one) => one.places > 0);
  page.face(known ? "live" : "noplaces");
} else {
  page.face("none");
}
