// The rounds: what came in, a new one, and the end of one whose term is over.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { MOST, api, attempt, fields, fmt, page, part, root, today, words } from "./desk.js";
import { offerRounds } from "./people.js";
import { sure } from "./person.js";
import { openOn } from "./reading.js";

const MOST_ROUNDS = 500;

export async function readRounds() {
  const rounds = await api.all(`${root}/rounds?limit=${MOST}`, MOST_ROUNDS);
  keep(part("rounds"), rounds, (one) => one.id, () => stamp("round-row"), drawRound);
  show(part("rounds-none"), rounds.length === 0);
  offerRounds(rounds);
}

function drawRound(row, one) {
  write(slot(row, "name"), one.name);
  write(slot(row, "area"), one.area);
  show(slot(row, "open"), openOn([one], today()).length > 0);
  const days = ["opens", "closes", "term_ends"].map((name) => [name, fmt.day(one[name])]);
  write(slot(row, "days"), fill(words.roundDays, Object.fromEntries(days)));
  const counts = Object.entries(one.applicants).map(([state, n]) => [state, fmt.count(n)]);
  const said = fill(words.counts, Object.fromEntries(counts));
  write(slot(row, "counts"), one.erased_at ? `${said}. ${words.erased}.` : said);
  const button = slot(row, "erase");
  if (!button) return;
  show(button, !one.erased_at && one.term_ends < today());
  set(button, "aria-label", `${button.textContent}: ${one.name} ${one.area}`);
  button.onclick = () => erase(one);
}

async function erase(one) {
  if (!(await sure(fill(words.eraseRound, one), "round"))) return;
  await attempt(async () => {
    const done = await api.send("POST", `${root}/rounds/${one.id}/erasure`);
    page.say(fill(words.roundErased, { n: fmt.count(done.erased) }));
    await readRounds();
  });
}

part("open").onsubmit = (event) => {
  event.preventDefault();
  attempt(async () => {
    await api.send("POST", `${root}/rounds`, fields(event.target));
    event.target.reset();
    page.say(words.opened);
    await readRounds();
  });
};
