// What a letter is about: earlier letters, incidents, reports of damage. Found by words, kept by
// their id with a title.

import { fill } from "../../format.js";
import { picks, suggest } from "../../console/suggest.js";

const FOUND = 12;
const at = (id) => document.getElementById(id);

export function relating(page, draft) {
  const { api, words } = page;

  async function letters(path, q, titleOf) {
    const query = new URLSearchParams({ limit: String(FOUND), ...(q && { q }), ...page.as });
    const { items } = await api.get(`${path}?${query}`);
    return items.filter((one) => one.id !== draft.id && (one.subject || one.number)).map((one) => ({ id: one.id, title: titleOf(one) }));
  }

  const named = (...parts) => parts.filter(Boolean).join(" · ");
  const FIND = {
    letter: (q) => letters("/v1/office/letters", q, (one) => named(one.number, one.subject)),
    incoming: (q) => letters("/v1/office/incoming", q, (one) => named(one.number, one.sender, one.subject)),
    async incident(q) {
      const { items } = await api.get(`/v1/incidents?${new URLSearchParams({ limit: String(FOUND), ...(q && { q }) })}`);
      return items.map((one) => ({ id: one.id, title: named(one.number, one.headline) }));
    },
    async road_damage(q) {
      const { items } = await api.get("/v1/gis/damage?limit=100");
      const all = items.map((one) => ({ id: String(one.id), title: fill(words.find.damage, { id: one.id, place: placeOf(one) }) }));
      return all.filter((one) => fits(one.title, q));
    },
  };

  suggest(at("related-search"), {
    none: words.nothingFound,
    fail: page.fail,
    async find(q) {
      const kind = at("related-kind").value;
      const found = await FIND[kind](q);
      return found.slice(0, FOUND).map((one) => ({ ...one, kind, key: one.id, note: words.find[kind] }));
    },
    choose({ kind, id, title }) {
      const others = draft.content.references.filter((one) => one.kind !== kind || one.id !== id);
      draft.put("references", [...others, { kind, id, title: title.slice(0, 300) }]);
    },
  });

  return () => {
    const { references, refers_to: earlier } = draft.content;
    const items = references.map((one) => ({ ...one, key: `${one.kind}/${one.id}`, note: words.find[one.kind] }));
    if (earlier) items.unshift({ key: "refers_to", title: fill(words.begins[earlier.does], { title: draft.earlier || earlier.letter }) });
    picks(at("references"), words, {
      items,
      remove({ key }) {
        if (key === "refers_to") draft.put("refers_to", null);
        else draft.put("references", references.filter((one) => `${one.kind}/${one.id}` !== key));
      },
    });
  };
}

function placeOf(one) {
  return [one.road_name ?? one.road, one.description].filter(Boolean).join(", ") || one.kind;
}

function fits(text, q) {
  return text.toLowerCase().includes(q.toLowerCase());
}
