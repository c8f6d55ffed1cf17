// What is signed: RFC 8785 (JCS). Written by hand because JSON.stringify puts names that look like
// numbers first and in numeric order (2 before 10), where JCS sorts all names as texts.

export function canonical(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

export const bytes = (value) => new TextEncoder().encode(canonical(value));

// The content of a submission that a crew signs: docs/elections/field.md.
export function submissionContent(election, id, body) {
  const { contest, tps, recorded_at, channel, signature, ...form } = body;
  return { election, contest, tps, id, recorded_at, form };
}

// The content of a photo that a crew signs; `sha256` is that of its file.
export function photoContent(crew, { id, contest, page }, sha256) {
  return { election: crew.election.id, contest, tps: crew.station.code, page, id, photo: sha256 };
}

export function base64url(buffer) {
  const text = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
