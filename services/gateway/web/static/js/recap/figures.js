// What a recapitulation's form holds, as pure functions: its fields, what was typed, what differs.

export const SUMS = ["valid", "invalid", "dpt", "users"];

// The form's fields in its order: {field, name}.
export function fieldsOf(contest, words, fill) {
  const votes = contest.candidates.map(({ number, name }) => ({
    field: `votes.${number}`,
    name: fill(words.votesOf, { number, name }),
  }));
  return [...votes, ...SUMS.map((field) => ({ field, name: words.fields[field] }))];
}

export function valueOf(form, field) {
  const [head, number] = field.split(".");
  const value = number === undefined ? form?.[head] : form?.[head]?.[number];
  return value ?? null;
}

// typed: texts by field. Gives {figures}, or {wrong}: "several" for nothing at all, "allVotes" for
// some candidates only, or the fields that hold no number.
export function figuresOf(typed) {
  const filled = Object.entries(typed).filter(([, text]) => text.trim() !== "");
  const wrong = filled.filter(([, text]) => !/^[0-9]{1,9}$/.test(text.trim())).map(([field]) => field);
  if (wrong.length) return { wrong };
  if (!filled.length) return { wrong: "several" };
  const votes = Object.keys(typed).filter((field) => field.startsWith("votes."));
  const given = filled.filter(([field]) => field.startsWith("votes."));
  if (given.length && given.length < votes.length) return { wrong: "allVotes" };
  const figures = {};
  for (const [field, text] of filled) {
    const [head, number] = field.split(".");
    if (number === undefined) figures[head] = Number(text);
    else figures[head] = { ...figures[head], [number]: Number(text) };
  }
  return { figures };
}

// +12, −3: a difference bears its sign.
export function signed(difference, count) {
  if (difference === 0) return "0";
  return `${difference > 0 ? "+" : "−"}${count(Math.abs(difference))}`;
}

// What explains a difference, in words.
export function why(one, words, fill, count) {
  if (one.unexplained === null) return words.noParts;
  const parts = one.parts.map(({ area, difference }) =>
    fill(words.byParts, { area: area.name, difference: signed(difference, count) }));
  const left = one.unexplained ? [fill(words.unexplained, { difference: signed(one.unexplained, count) })] : [];
  return [...parts, ...left].join(" · ");
}
