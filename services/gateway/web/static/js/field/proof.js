// What the phone's key signs of what is handed in: docs/elections/field.md.

import { photoContent, submissionContent } from "./canonical.js";
import * as keys from "./keys.js";

export async function ofForm(crew, id, body) {
  return { key: crew.key, value: await keys.sign(crew.privateKey, submissionContent(crew.election.id, id, body)) };
}

export async function ofPhoto(crew, photo) {
  const hash = await crypto.subtle.digest("SHA-256", await photo.blob.arrayBuffer());
  const sha256 = [...new Uint8Array(hash)].map((one) => one.toString(16).padStart(2, "0")).join("");
  return { key: crew.key, value: await keys.sign(crew.privateKey, photoContent(crew, photo, sha256)) };
}
