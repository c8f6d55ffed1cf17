// The desk for ad-hoc staff: who serves, who applies, files, the party check, rounds. Which part is
// shown stands in the address; a verifier sees who serves and nothing else.

import { set, show } from "../dom.js";
import { attempt, election, page, part, whenFound, words } from "./desk.js";
import { readRoster } from "./roster.js";

const VIEWS = ["roster", "people", "files", "party", "rounds"];
const decides = part("views") !== null;
const readers = { roster: () => readRoster(decides ? toPeople : null) };

const chosen = () => {
  const asked = location.hash.slice(1);
  return decides && VIEWS.includes(asked) ? asked : VIEWS[0];
};

function toPeople(area) {
  part("filter").elements.area.value = area;
  location.hash = "people";
}

function showView() {
  const name = chosen();
  for (const node of document.querySelectorAll("[data-views]")) show(node, node.dataset.views.split(" ").includes(name));
  for (const link of document.querySelectorAll("#views a")) {
    if (link.hash === `#${name}`) set(link, "aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  return readers[name]();
}

async function withDesk() {
  const [people, party, rounds, files] = await Promise.all(
    ["./people.js", "./party.js", "./rounds.js", "./files.js"].map((path) => import(path)),
  );
  readers.people = () => Promise.all([people.readPeople(), rounds.readRounds()]);
  readers.party = party.readParty;
  readers.rounds = rounds.readRounds;
  readers.files = rounds.readRounds;
  files.takeFiles(rounds.readRounds);
  whenFound(() => found({ people: people.readAgain, party: party.readParty }));
}

// A daily check or a new register found a member in a party: say so, and draw what shows it anew.
function found(shown) {
  page.say(words.memberFound, "warn", true);
  attempt(() => shown[chosen()]?.());
}

part("filter").onsubmit = (event) => {
  event.preventDefault();
  attempt(showView);
};
part("filter").onchange = ({ target }) => target.name !== "area" && attempt(showView);
window.addEventListener("hashchange", () => attempt(showView));

if (election) {
  if (decides) await withDesk();
  const answer = await page.load(readers.roster);
  await page.load(showView);
  const known = Object.values(answer.sums).some((one) => one.places > 0);
  page.face(known ? "live" : "noplaces");
} else page.face("none");
