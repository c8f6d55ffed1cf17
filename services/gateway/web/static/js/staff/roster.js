// Who serves where and what lacks: the sums of the three bodies, then each place with its members.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { MOST, api, attempt, election, fields, fmt, more, page, part, root, words } from "./desk.js";
import { placeName } from "./reading.js";

const BODIES = ["ppk", "pps", "kpps"];
const MOST_PRINTED = 5000;
let shown = [];
let toPeople = null; // shows a place's applicants, for who may see them

function asked() {
  const { body, area, lacking } = fields(part("filter"));
  return new URLSearchParams({ body, ...(area && { area }), ...(lacking && { lacking }), limit: MOST });
}

// Read the list anew; returns the answer.
export async function readRoster(shows) {
  toPeople = shows;
  const answer = await api.get(`${root}/bodies?${asked()}`);
  drawRoster(answer, []);
  const { body, area } = fields(part("filter"));
  part("csv").href = `${root}/roster.csv?${new URLSearchParams({ body, ...(area && { area }) })}`;
  write(part("roster-body"), [body.toUpperCase(), area].filter(Boolean).join(" "));
  return answer;
}

function drawRoster(answer, before) {
  shown = [...before, ...answer.items];
  const sums = BODIES.filter((body) => body in answer.sums).map((body) => ({ body, ...answer.sums[body] }));
  keep(part("sums"), sums, (one) => one.body, () => stamp("sum"), drawSum);
  keep(part("bodies"), shown, (one) => one.area, () => stamp("body-row"), drawBody);
  show(part("bodies-none"), shown.length === 0);
  const note = { election: election.name, time: fmt.moment(Date.now()) };
  write(part("roster-note"), fill(words.rosterOf, note));
  more(part("bodies-more"), answer, shown, `${root}/bodies?${asked()}`, drawRoster);
}

function drawSum(item, one) {
  write(slot(item, "body"), words.bodies[one.body]);
  write(slot(item, "full"), fmt.count(one.full));
  write(slot(item, "places"), fill(words.fullOf, { places: fmt.count(one.places) }));
  set(slot(item, "bar"), "width", `${one.places ? (100 * one.full) / one.places : 0}%`);
  write(slot(item, "missing"), one.missing ? fmt.counted(words.missing, one.missing) : words.allFull);
}

function drawBody(row, one) {
  write(slot(row, "name"), placeName(one, words));
  write(slot(row, "area"), one.area);
  for (const name of ["reserve", "applied"]) write(slot(row, name), fmt.count(one[name]));
  write(slot(row, "accepted"), `${fmt.count(one.accepted)}/${fmt.count(one.size)}`);
  const missing = slot(row, "missing");
  write(missing, one.missing ? fmt.count(one.missing) : words.full);
  set(missing, "class", `badge ${one.missing ? "badge-warn" : "badge-ok"}`);
  keep(slot(row, "members"), one.members, (each) => each.id, () => document.createElement("li"), drawMember);
  const button = slot(row, "people");
  show(button, Boolean(toPeople));
  set(button, "aria-label", `${button.textContent} ${one.area}`);
  button.onclick = () => toPeople(one.area);
}

function drawMember(item, one) {
  const name = one.name ?? words.erased;
  write(item, one.party === "registered" ? `${name} (${words.party.registered})` : name);
  item.classList.toggle("staff-listed", one.party === "registered");
}

// A paper holds all of what was asked for, so the rest is read first.
part("print").onclick = () =>
  attempt(async () => {
    const path = `${root}/bodies?${asked()}`;
    const items = await api.all(path, MOST_PRINTED);
    if (items.length >= MOST_PRINTED) return page.say(words.tooMany, "warn");
    const answer = await api.get(path);
    drawRoster({ ...answer, items, next: null }, []);
    window.print();
    return undefined;
  });
