// The phone's signing key: made here, kept here, never to leave. Ed25519 where the browser knows it,
// else ECDSA on P-256.

import { base64url, bytes } from "./canonical.js";

const ED25519 = { name: "Ed25519" };
const ECDSA = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const MEMBERS = { "Ed25519": ["kty", "crv", "x"], "P-256": ["kty", "crv", "x", "y"] };

export async function make() {
  const pair = await generated();
  const jwk = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const publicKey = Object.fromEntries(MEMBERS[jwk.crv].map((name) => [name, jwk[name]]));
  return { privateKey: pair.privateKey, publicKey };
}

async function generated() {
  try {
    return await crypto.subtle.generateKey(ED25519, false, ["sign"]);
  } catch {
    return crypto.subtle.generateKey(ECDSA, false, ["sign"]);
  }
}

export async function sign(privateKey, content) {
  const algorithm = privateKey.algorithm.name === ED25519.name ? ED25519 : ECDSA;
  return base64url(await crypto.subtle.sign(algorithm, privateKey, bytes(content)));
}
