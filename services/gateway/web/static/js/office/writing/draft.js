// What a drafter writes: as the API takes it, what of it is missing, and how two writings of it
// differ. Pure.

import { fill } from "../../format.js";

export const PARTS = [
  "subject", "body", "fields", "to", "copies", "classification", "security", "urgency", "signer", "form", "ladder",
  "coordination", "refers_to", "references",
];
const EMPTY = {
  subject: "", body: "", fields: {}, to: [], copies: [], classification: "", security: "ordinary", urgency: "ordinary",
  signer: "", form: "own", ladder: null, coordination: [], refers_to: null, references: [],
};
const SECRETS = ["secret", "top_secret"];

// contentOf(letter): the parts of a letter of the API, and its kind.
export function contentOf(letter) {
  const parts = PARTS.map((name) => [name, letter[name] ?? EMPTY[name]]);
  return { kind: letter.kind, ...Object.fromEntries(parts) };
}

export function isSecret(content) {
  return SECRETS.includes(content.security);
}

// The body of a PUT: empty fields and codes of those that have none are left out.
export function bodyOf(content) {
  const said = Object.entries(content.fields).filter(([, value]) => value.trim());
  return { ...content, fields: Object.fromEntries(said), to: content.to.map(recipientOf), copies: content.copies.map(recipientOf) };
}

export function recipientOf({ kind, code, name, address }) {
  if (kind === "position") return { kind, code, name };
  return address ? { kind, name, address } : { kind, name };
}

// What an answer to a registered letter begins with: to its sender, about it, and no less secret.
export function answerTo({ id, subject, number, sender, classification, security }, words) {
  const title = [number, sender, subject].filter(Boolean).join(" · ").slice(0, 300);
  return {
    subject: fill(words.begins.answerOf, { subject: subject ?? "" }).slice(0, 500),
    classification,
    security,
    to: sender ? [{ kind: "external", name: sender.slice(0, 300) }] : [],
    references: [{ kind: "incoming", id, title, answers: true }],
  };
}

export function same(one, other) {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}

// differences(base, mine, theirs): the parts that are not the same, whose change each is ("mine",
// "theirs" or "both"), in the order of the page.
export function differences(base, mine, theirs) {
  return PARTS.filter((name) => !same(mine[name], theirs[name])).map((name) => {
    const [my, their] = [mine, theirs].map((one) => !same(one[name], base[name]));
    return { name, by: my && their ? "both" : my ? "mine" : "theirs" };
  });
}

// merged(mine, theirs, choices): theirs where "theirs" was chosen, mine elsewhere.
export function merged(mine, theirs, choices) {
  const taken = Object.entries(choices).filter(([, whose]) => whose === "theirs").map(([name]) => [name, theirs[name]]);
  return { ...mine, ...Object.fromEntries(taken) };
}

const NEEDED = ["to", "subject", "classification", "signer"];

// missing(content, fields, outlook): what keeps a letter from being handed up, as {part, field,
// why}: "empty", or the outlook's own "ladder" and "form".
export function missing(content, fields, outlook) {
  const found = NEEDED.filter((name) => !content[name].length).map((part) => ({ part, why: "empty" }));
  for (const one of fields) {
    if (one.required && !(content.fields[one.name] ?? "").trim()) found.push({ part: "fields", field: one.name, why: "empty" });
  }
  if (!plain(content.body)) found.push({ part: "body", why: "empty" });
  if (content.signer && outlook && content.ladder === null && outlook.ladder === null) found.push({ part: "ladder", why: "ladder" });
  if (content.signer && outlook && outlook.block.length === 0) found.push({ part: "form", why: "form" });
  return found;
}

function plain(body) {
  return body.replace(/<[^>]*>/g, "").replace(/&nbsp;/g, " ").trim();
}
