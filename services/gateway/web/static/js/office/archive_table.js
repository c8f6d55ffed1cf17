// A paged table: `#rows` is busy while a page is asked for; what comes too late is dropped.

import { keep, set, show, stamp } from "../dom.js";

const SIZE = 50;
const at = (id) => document.getElementById(id);

// table(page, { ask: (paging) => address, key, draw: (node, item), make, found: (answer) => {} })
export function table(page, { ask, key, draw, make = () => stamp("row-template"), found = () => {} }) {
  const rows = at("rows");
  let [turn, items, next] = [0, [], null];

  async function fetched(after) {
    const mine = ++turn;
    set(rows, "aria-busy", "true");
    try {
      const answer = await page.api.get(ask({ limit: SIZE, ...(after && { after }) }));
      return mine === turn ? answer : null;
    } finally {
      if (mine === turn) set(rows, "aria-busy", "false");
    }
  }

  function take(answer, before) {
    if (!answer) return;
    [items, next] = [[...before, ...answer.items], answer.next];
    found(answer);
    keep(rows, items, key, make, draw);
    show(at("nothing"), items.length === 0);
    show(at("more"), next !== null);
  }

  at("more").onclick = () => fetched(next).then((answer) => take(answer, items)).catch(page.fail);
  return { read: async () => take(await fetched(null), []), clear: () => take({ items: [], next: null }, []) };
}
