// A rule's id from what it says: small letters, digits and hyphens, and no other's.
export function idOf(message, taken) {
  const plain = message.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  const words = plain.match(/[a-z0-9]+/g) ?? [];
  const base = words.join("-").slice(0, 40).replace(/-$/, "") || "rule";
  let id = base;
  for (let n = 2; taken.includes(id); n += 1) id = `${base}-${n}`;
  return id;
}
