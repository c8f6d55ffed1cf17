// The election of a panel: the newest there is, or one that is looked for by words, the newest first.
// What is chosen stands above the search.

import { show, slot, stamp, write } from "../dom.js";
import { suggest } from "../console/suggest.js";

const MOST = 20; // found at once; more words find fewer

// `title`: of the field; `value`: an election's id, or nothing; `tell(value)` hears every choice.
export function electing({ api, words, fmt, elections, fail }, title, value, tell) {
  const field = stamp("election-field");
  const shown = ({ id, name, date }) => ({ key: id, title: name, note: fmt.date(date) });
  const known = (id) => elections.map(shown).find(({ key }) => key === id) ?? { key: id, title: id, note: "" };

  async function find(q) {
    const { items } = await api.get(`/v1/elections?${new URLSearchParams({ limit: MOST, ...(q && { q }) })}`);
    return items.map(shown);
  }

  function draw(one) {
    write(slot(field, "chosen"), one?.title ?? words.newest);
    write(slot(field, "date"), one?.note ?? "");
    show(slot(field, "newest"), Boolean(one));
  }

  function choose(one) {
    draw(one);
    tell(one?.key);
  }

  write(slot(field, "title"), title);
  const search = suggest(slot(field, "search"), { find, choose, none: words.noElection, fail });
  slot(field, "newest").addEventListener("click", () => {
    choose(null);
    search.focus();
  });
  draw(value ? known(value) : null);
  return field;
}
