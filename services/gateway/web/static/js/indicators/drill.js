// What a figure is made of: observations with who gave them, when, whence; all revisions of one.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { observedPath, revisionsPath } from "./state.js";

const PAGE = 10;
const at = (id) => document.getElementById(id);

export function drilling({ page, tell }) {
  const { api, words, fmt } = page;
  let [items, next, asked, about, names] = [[], null, "", null, new Map()];

  async function draw(told, state) {
    about = told.about;
    const head = told.headlines.find((one) => one.code === told.chosen);
    names = new Map([...told.ranking.map((one) => [one.area, one.name]), ...told.areas.map((one) => [one.code, one.name])]);
    write(at("quality"), tell.quality(head));
    const why = tell.why(head.quality, head.missing);
    keep(at("why"), why, (text) => text, () => document.createElement("li"), (node, text) => write(node, text));
    const span = { from: told.period, to: told.period };
    asked = told.period ? observedPath(told.chosen, { ...state, area: told.area }, span, { limit: PAGE }) : "";
    [items, next] = [[], null];
    await more();
  }

  async function more() {
    const wanted = asked;
    if (wanted) {
      const found = await api.get(next ? `${wanted}&after=${encodeURIComponent(next)}` : wanted);
      if (wanted !== asked) return; // another figure was chosen meanwhile
      [items, next] = [[...items, ...found.items], found.next];
    }
    rows();
    show(at("more"), next !== null);
    show(at("no-observed"), items.length === 0);
  }

  const key = (one) => `${one.period}/${one.area}/${Object.values(one.dimensions).join(",")}`;
  const named = (one) => names.get(one.area) ?? one.area;
  const who = ({ by, origin }) => `${by} (${words.origin[origin] ?? origin})`;

  function rows() {
    keep(at("observed"), items, key, () => stamp("observed-row"), (row, one) => {
      write(slot(row, "period"), tell.period(one.period));
      write(slot(row, "area"), named(one));
      write(slot(row, "dims"), dims(one));
      write(slot(row, "value"), tell.value(about, one.value));
      write(slot(row, "status"), words.status[one.status]);
      write(slot(row, "by"), who(one.source));
      write(slot(row, "at"), fmt.moment(one.source.at));
      write(slot(row, "source"), one.source.note || about.source);
      const button = slot(row, "revisions");
      write(button, one.revision > 1 ? fill(words.revision, { n: one.revision - 1 }) : words.first);
      set(button, "aria-label", `${button.textContent}: ${named(one)}, ${tell.period(one.period)} ${dims(one)}`.trim());
      button.onclick = () => revisions(one).catch(page.fail);
    });
  }

  function dims(one) {
    const codes = (name) => about.dimensions.find((each) => each.name === name)?.codes ?? {};
    return Object.entries(one.dimensions).map(([name, code]) => codes(name)[code] ?? code).join(", ");
  }

  async function revisions(one) {
    const { items: found } = await api.get(revisionsPath(about.code, one));
    write(at("revisions-title"), fill(words.revisionsOf, { area: named(one), period: tell.period(one.period) }));
    keep(at("revision-list"), found, (each) => each.revision, () => stamp("revision-row"), (row, each) => {
      write(slot(row, "value"), tell.plain(about, each.value));
      write(slot(row, "status"), words.status[each.status]);
      write(slot(row, "who"), `${who(each.source)}, ${fmt.moment(each.source.at)}`);
      const reason = each.source.reason && fill(words.reason, { text: each.source.reason });
      write(slot(row, "source"), [each.source.note, reason].filter(Boolean).join(" · "));
    });
    at("revisions").showModal();
  }

  at("more").querySelector("button").onclick = () => more().catch(page.fail);
  return { draw };
}
