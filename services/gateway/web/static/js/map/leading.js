// The first few of many, in order. Pure.

// As sorting all and taking the first `count`, without sorting what is never shown.
export function leading(items, count, compare) {
  if (items.length <= 2 * count) return [...items].sort(compare).slice(0, count);
  let kept = [];
  for (const item of items) {
    if (kept.length >= count && kept.bound && compare(item, kept.bound) >= 0) continue;
    kept.push(item);
    if (kept.length >= 2 * count) kept = cut(kept, count, compare);
  }
  return [...cut(kept, count, compare)];
}

function cut(items, count, compare) {
  const first = items.sort(compare).slice(0, count);
  first.bound = first.at(-1);
  return first;
}
