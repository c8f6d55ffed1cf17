// Two people changed one feature: what each changed, and what comes out. Pure.
// `before` is what both began with, `mine` what is written here, `theirs` what stands now; each
// { properties, geometry }.

const PLACE = "geometry";

// [{ name, before, mine, theirs, both, same }]: every field that somebody changed; `both` where it
// needs a decision, because both changed it to something else.
export function differences(before, mine, theirs) {
  const names = new Set([...Object.keys(before.properties), ...Object.keys(mine.properties), ...Object.keys(theirs.properties)]);
  const fields = [...names].map((name) => ({ name, before: before.properties[name], mine: mine.properties[name], theirs: theirs.properties[name] }));
  fields.push({ name: PLACE, before: before.geometry, mine: mine.geometry, theirs: theirs.geometry });
  return fields.map(judged).filter((one) => one.changedHere || one.changedThere);
}

function judged(field) {
  const changedHere = !same(field.mine, field.before);
  const changedThere = !same(field.theirs, field.before);
  return { ...field, changedHere, changedThere, both: changedHere && changedThere && !same(field.mine, field.theirs) };
}

export function same(one, other) {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}

// The merge patch (RFC 7396) that brings `theirs` to what was decided: `choices` by field is "mine" or
// "theirs"; what only I changed is mine, what only they changed stays.
export function patchOf(found, choices = {}) {
  const mine = found.filter((one) => one.changedHere && !same(one.mine, one.theirs) && (one.both ? choices[one.name] === "mine" : true));
  const properties = Object.fromEntries(mine.filter((one) => one.name !== PLACE).map((one) => [one.name, one.mine ?? null]));
  const moved = mine.find((one) => one.name === PLACE);
  return { ...(Object.keys(properties).length ? { properties } : {}), ...(moved ? { geometry: moved.mine } : {}) };
}
