// Positions, groups and others as a search finds them, and as they are called once picked.

import { fill } from "../../format.js";

const [ASKED, FOUND] = [60, 12];

// people(page): asks once for what is asked often.
export function people(page) {
  const { api, words } = page;
  const known = new Map();
  let groups = null;

  async function positions(q) {
    const query = new URLSearchParams({ limit: String(ASKED), ...(q && { q }) });
    const { items } = await api.get(`/v1/office/positions?${query}`);
    for (const one of items) known.set(one.code, one);
    return nearest(items, q).slice(0, FOUND).map((one) => ({ key: one.code, code: one.code, title: one.title, note: noteOf(one) }));
  }

  function noteOf(one) {
    return one.vacant ? `${one.unit_name}, ${words.vacant}` : one.unit_name;
  }

  async function ofUnit() {
    groups ??= api.all(`/v1/office/recipient-groups?${new URLSearchParams({ limit: "200", ...page.as })}`, 1000);
    return groups;
  }

  return {
    positions,
    groups: ofUnit,
    forgetGroups: () => {
      groups = null;
    },
    // Who may get a letter: groups and positions that fit, and the words themselves as a name.
    async recipients(q) {
      const wanted = q.toLowerCase();
      const [grouped, found] = await Promise.all([ofUnit(), positions(q)]);
      const fitting = grouped.filter((one) => one.name.toLowerCase().includes(wanted));
      const free = q ? [
        { key: "external", kind: "external", name: q, title: fill(words.outside, { name: q }) },
        { key: "name", kind: "name", name: q, title: fill(words.plainName, { name: q }) },
      ] : [];
      return [
        ...fitting.map((one) => ({ key: one.id, group: one, title: one.name, note: fill(words.groupOf, { n: one.members.length }) })),
        ...found.map((one) => ({ ...one, kind: "position" })),
        ...free,
      ];
    },
    // Learn how these positions are called; what there is none of keeps its code.
    async learn(codes) {
      const strange = [...new Set(codes)].filter((code) => code && !known.has(code));
      await Promise.all(strange.map((code) => positions(code)));
    },
    titleOf: (code) => known.get(code)?.title ?? code,
    unitOf: (code) => known.get(code)?.unit_name ?? "",
    isKnown: (code) => known.has(code),
  };
}

// Titles that begin with what is looked for, then those that hold it, then others by unit or code.
export function nearest(items, q) {
  const wanted = q?.toLowerCase() ?? "";
  const far = ({ title }) => {
    const at = title.toLowerCase().indexOf(wanted);
    return at < 0 ? 2 : Math.sign(at);
  };
  return wanted ? [...items].sort((one, other) => far(one) - far(other)) : items;
}

// One that was found as a recipient of a letter; a group stands for its members.
export function asRecipients(item) {
  if (item.group) return item.group.members;
  if (item.kind === "position") return [{ kind: "position", code: item.code, name: item.title, address: "" }];
  return [{ kind: item.kind, code: null, name: item.name, address: "" }];
}

// added(list, more): the list with those that are not in it yet.
export function added(list, more) {
  const keys = new Set(list.map(keyOf));
  return [...list, ...more.filter((one) => !keys.has(keyOf(one)) && keys.add(keyOf(one)))];
}

export function keyOf(one) {
  return one.kind === "position" ? `position/${one.code}` : `${one.kind}/${one.name}`;
}
