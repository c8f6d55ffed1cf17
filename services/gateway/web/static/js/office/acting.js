// As which of their positions somebody acts, and how that is said. Pure.

import { fill } from "../format.js";

// The position that was chosen before, or the first that is held oneself.
export function chosen(positions, wish) {
  const known = positions.find((one) => one.position === wish);
  return known ?? positions.find((one) => one.capacity !== "delegate") ?? null;
}

// "Camat Rangkui", "Sekretaris Daerah, Plh. s.d. 29 Nov 2026"
export function titleOf(one, words, date) {
  if (one.capacity === "definitive") return one.title;
  const until = one.ends ? ` ${fill(words.until, { day: date(one.ends) })}` : "";
  return fill(words.actingAs, { title: one.title, capacity: words.capacities[one.capacity] + until });
}
