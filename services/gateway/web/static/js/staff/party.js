// The party check of one person, what it rests on, and the watch list with who was found on it.

import { keep, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { api, attempt, fields, fmt, mark, part, root, words } from "./desk.js";
import { wrongOf } from "./nik.js";
import { drawWho } from "./people.js";
import { openPerson } from "./person.js";

const FOUND = "state=accepted&party=registered";

export async function readParty() {
  const [watch, hits] = await Promise.all([
    api.get(`${root}/party-watch`),
    api.all(`${root}/applicants?${FOUND}&limit=500`),
  ]);
  drawSources(watch);
  drawWatch(watch.last, hits);
}

function drawSources({ parties, service }) {
  const times = parties.map((one) => one.at).sort();
  write(part("register"), times.length ? fill(words.registerFrom, { time: fmt.moment(times[0]) }) : words.noRegister);
  write(part("service"), service ? words.serviceOn : words.serviceOff);
  keep(part("parties"), parties, (one) => one.party, () => stamp("party-row"), (row, one) => {
    write(slot(row, "party"), one.party);
    write(slot(row, "members"), fmt.count(one.members));
    write(slot(row, "at"), fmt.moment(one.at));
  });
  show(part("parties-list"), parties.length > 0);
}

function drawWatch(last, hits) {
  const facts = last && { time: fmt.moment(last.at), watched: fmt.count(last.watched), appeared: fmt.count(last.appeared) };
  const said = { checked: words.watched, unavailable: words.watchSilent };
  write(part("watch"), last ? fill(said[last.outcome], facts) : words.neverWatched);
  keep(part("hits"), hits, (one) => one.id, () => stamp("hit-row"), (row, one) => {
    drawWho(row, one);
    write(slot(row, "body"), one.body.toUpperCase());
    write(slot(row, "at"), fmt.moment(one.party_checked_at));
    slot(row, "more").onclick = () => openPerson(one, readParty);
  });
  show(part("hits-list"), hits.length > 0);
  show(part("hits-none"), hits.length === 0);
}

part("check").onsubmit = (event) => {
  event.preventDefault();
  const form = event.target;
  const { nik = "" } = fields(form);
  const odd = wrongOf(nik);
  mark(form, odd ? { nik: words.nikWrong[odd] } : {});
  write(part("answer"), "");
  part("listings").replaceChildren();
  if (odd) return;
  form.reset();
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
    await readParty();
  });
};
