// What is different between two JSON values: a row for each path that changed, in its order.

const DEEPEST = 6;

// differences(before, after): [{path, before, after}], texts; null where a side has nothing there.
export function differences(before, after) {
  const [old, now] = [leaves(before), leaves(after)];
  const paths = [...new Set([...old.keys(), ...now.keys()])];
  return paths
    .filter((path) => old.get(path) !== now.get(path))
    .map((path) => ({ path, before: old.get(path) ?? null, after: now.get(path) ?? null }));
}

function leaves(value, path = "", found = new Map(), depth = 0) {
  if (value === null || value === undefined) return found;
  const parts = typeof value === "object" && depth < DEEPEST ? Object.entries(value) : [];
  for (const [name, part] of parts) leaves(part, path ? `${path}.${name}` : name, found, depth + 1);
  if (parts.length === 0) found.set(path, typeof value === "object" ? JSON.stringify(value) : String(value));
  return found;
}
