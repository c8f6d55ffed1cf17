// Two who change one scene: what the other changed since, and both together. Pure.

const same = (one, other) => JSON.stringify(canon(one)) === JSON.stringify(canon(other));

// Members in one order: what the API answers and what a form makes may differ in theirs.
function canon(value) {
  if (Array.isArray(value)) return value.map(canon);
  if (value === null || typeof value !== "object") return value;
  const names = Object.keys(value).filter((name) => value[name] !== undefined);
  return Object.fromEntries(names.sort().map((name) => [name, canon(value[name])]));
}

const byId = (scene) => new Map(scene.panels.map((one) => [one.id, one]));

/** Return what differs: `[{id, what}]`, `what` being added, removed, moved, changed; titles by name. */
export function differences(before, after) {
  const [old, now] = [byId(before), byId(after)];
  const found = ["title", "title_en"].filter((name) => before[name] !== after[name]).map((id) => ({ id, what: "title" }));
  for (const [id, one] of now) {
    const was = old.get(id);
    if (!was) found.push({ id, what: "added" });
    else if (!same(was.options, one.options) || was.kind !== one.kind) found.push({ id, what: "changed" });
    else if (!same(was, one)) found.push({ id, what: "moved" });
  }
  for (const id of old.keys()) if (!now.has(id)) found.push({ id, what: "removed" });
  return found;
}

/** Bring together what two made of `base`: `{scene, both}`.
 *
 * Of what only one of them touched his stands; of what both touched mine stands, and `both` names it.
 */
export function merged(base, theirs, mine) {
  const [was, other, own] = [base, theirs, mine].map(byId);
  const both = [];
  const panels = [];
  for (const id of new Set([...own.keys(), ...other.keys()])) {
    const [b, t, m] = [was.get(id), other.get(id), own.get(id)];
    const [touched, touchedToo] = [!same(b ?? null, m ?? null), !same(b ?? null, t ?? null)];
    if (touched && touchedToo && !same(t ?? null, m ?? null)) both.push(id);
    const stands = touched ? m : t;
    if (stands) panels.push(stands);
  }
  const titles = {};
  for (const name of ["title", "title_en"]) {
    const touched = base[name] !== mine[name];
    if (touched && base[name] !== theirs[name] && mine[name] !== theirs[name]) both.push(name);
    titles[name] = touched ? mine[name] : theirs[name];
  }
  return { scene: { ...mine, ...titles, panels }, both };
}
