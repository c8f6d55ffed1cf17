import assert from "node:assert/strict";
import { test } from "node:test";

import { base64url, bytes, canonical, submissionContent } from "../../services/gateway/web/static/js/field/canonical.js";
import { agreed, findings } from "../../services/gateway/web/static/js/field/checks.js";
import { exifOf, withExif } from "../../services/gateway/web/static/js/field/exif.js";
import { extent, figures, flattened, nested, same, withdrawn } from "../../services/gateway/web/static/js/field/form.js";
import { make, sign } from "../../services/gateway/web/static/js/field/keys.js";
import { variance } from "../../services/gateway/web/static/js/field/photos.js";
import { message } from "../../services/gateway/web/static/js/field/sms.js";

const CONTEST = { id: "walikota", candidates: [{ number: 1 }, { number: 2 }] };
const WHOLE = flattened({
  dpt: { male: 258, female: 266, total: 524 },
  users: {
    dpt: { male: 133, female: 142, total: 275 },
    dptb: { male: 2, female: 1, total: 3 },
    dpk: { male: 1, female: 2, total: 3 },
    total: { male: 136, female: 145, total: 281 },
  },
  ballots: { received: 538, used: 281, returned: 2, unused: 255 },
  disabled: { male: 1, female: 2, total: 3 },
  votes: { 1: 152, 2: 118 },
  valid: 270, invalid: 11, total: 281,
});
const ELECTION = { dpt_limit: 600, reserve_percent: 2.5 };
const odd = (change, others) => findings({ ...WHOLE, ...change }, CONTEST, ELECTION, others);

// What is signed

test("names are sorted as texts, so that 10 stands before 2", () => {
  assert.equal(canonical({ b: null, a: { 2: 1, 10: 2, 1: 3 } }), '{"a":{"1":3,"10":2,"2":1},"b":null}');
});

test("texts are escaped as RFC 8785 wants it", () => {
  assert.equal(canonical({ 'a"': "\n\u000f€" }), '{"a\\"":"\\n\\u000f€"}');
});

test("the way in and an earlier signature are not signed", () => {
  const body = { contest: "c", tps: "t", channel: "crew", recorded_at: "r", signature: { key: "k" }, valid: 1 };
  const expected = '{"contest":"c","election":"e","form":{"valid":1},"id":"i","recorded_at":"r","tps":"t"}';
  assert.equal(canonical(submissionContent("e", "i", body)), expected);
});

test("a key of this phone signs, and does not leave it", async () => {
  const { privateKey, publicKey } = await make();
  const [content, signature] = [{ a: 1 }, await sign(privateKey, { a: 1 })];
  assert.equal(signature.length, 86);
  const algorithm = publicKey.kty === "OKP" ? "Ed25519" : { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("jwk", publicKey, algorithm, true, ["verify"]);
  assert.ok(await crypto.subtle.verify(algorithm, key, Buffer.from(signature, "base64url"), bytes(content)));
  assert.ok(!(await crypto.subtle.verify(algorithm, key, Buffer.from(signature, "base64url"), bytes({ a: 2 }))));
  await assert.rejects(crypto.subtle.exportKey("jwk", privateKey));
});

test("base64url has no plus, slash or padding", () => {
  assert.equal(base64url(new Uint8Array([251, 255, 254, 0]).buffer), "-__-AA");
});

// The form

test("a form goes there and back", () => {
  assert.deepEqual(flattened(nested(WHOLE)), WHOLE);
});

test("a box without a whole number is not entered", () => {
  const texts = { "votes.1": "7", "votes.2": "", valid: "x", total: "007" };
  assert.deepEqual(figures(texts, CONTEST), { "votes.1": 7, total: 7 });
});

test("votes may go first", () => {
  assert.equal(extent({}, CONTEST), "nothing");
  assert.equal(extent({ "votes.1": 1 }, CONTEST), "part");
  assert.equal(extent({ "votes.1": 1, "votes.2": 2 }, CONTEST), "votes");
  assert.equal(extent(WHOLE, CONTEST), "whole");
});

test("what was handed in and is empty now is withdrawn, once", () => {
  const sent = (order, brought, changes = {}) => ({ order, state: "accepted", figures: brought, ...changes });
  const items = [sent(2, { valid: 1 }), sent(1, { valid: 1, total: 2, invalid: 3 })];
  assert.deepEqual(withdrawn(items, { valid: 1, total: 2 }), ["invalid"]);
  const done = sent(3, { valid: 1 }, { cleared: ["invalid", "total"] });
  assert.deepEqual(withdrawn([...items, done], { valid: 1 }), []);
  assert.deepEqual(withdrawn([...items, { ...done, state: "refused" }], { valid: 1 }), ["invalid", "total"]);
  assert.deepEqual(withdrawn([...items, done, sent(4, { valid: 1, total: 7 })], { valid: 1 }), ["total"]);
  assert.deepEqual(withdrawn([], { valid: 1 }), []);
  assert.deepEqual(nested({ valid: 1, "dpt.male": null }), { valid: 1, dpt: { male: null } });
});

test("a form is the same only with the same figures and no other", () => {
  assert.ok(same(WHOLE, { ...WHOLE }));
  assert.ok(!same(WHOLE, { ...WHOLE, valid: 1 }));
  assert.ok(!same({ a: 1 }, { b: 1 }));
});

// Checks

test("a form that is right is told so", () => {
  assert.deepEqual(odd({}), []);
  assert.deepEqual(agreed(WHOLE, CONTEST).map((one) => one.rule), ["users-sum", "ballots-sum", "votes-sum", "total-sum"]);
});

test("the box that may be misread is named: 265 for 255", () => {
  const [found] = odd({ "ballots.unused": 265 });
  assert.equal(found.difference, 10);
  assert.equal(found.made, 548);
  assert.deepEqual(found.guess, { field: "ballots.unused", from: 265, to: 255 });
  assert.equal(found.mark, "ballots.unused");
});

test("two digits that changed places are a likely slip", () => {
  const found = odd({ "users.dpt.total": 257 }).find((one) => one.rule === "users-sum");
  assert.deepEqual(found.guess, { field: "users.dpt.total", from: 257, to: 275 });
});

test("no box is named where none would do", () => {
  const [found] = odd({ "disabled.total": 9 });
  assert.equal(found.guess, null);
  assert.equal(found.mark, "disabled.total");
});

test("nothing is said of what is not entered yet", () => {
  const { "ballots.unused": left, ...rest } = WHOLE;
  assert.equal(left, 255);
  assert.deepEqual(findings({ ...rest, "ballots.used": 281 }, CONTEST, ELECTION), []);
});

test("the other ballot has the same DPT, and users that differ by a few at most", () => {
  const other = (change) => [{ name: "Gubernur", figures: { ...WHOLE, ...change } }];
  assert.deepEqual(odd({}, other({ "users.total.total": 291 })), []);
  assert.equal(odd({}, other({ "users.total.total": 292 }))[0].rule, "ballots-users-differ");
  assert.deepEqual(odd({}, other({ "dpt.total": 525 }))[0].values, { a: 524, b: 525, other: "Gubernur" });
  assert.deepEqual(odd({}, [{ name: "Gubernur", figures: {} }]), []);
});

// Text message

test("a message has the check letter of the server", () => {
  const text = message(1, "1971011004001", CONTEST, { "votes.1": 210, "votes.2": 198, valid: 408, invalid: 7 });
  assert.match(text, /^KWK1 1971011004001 A210 B198 S408 T7 #[A-Z]$/);
  assert.equal(message(1, "1971011004001", CONTEST, {}), "");
});

// Photos

const jpeg = (...segments) => Uint8Array.from([0xff, 0xd8, ...segments.flat(), 0xff, 0xd9]);
const EXIF = [0x45, 0x78, 0x69, 0x66, 0, 0];
// Big-endian TIFF with one entry: orientation (0x0112), short, one, 6.
const TIFF = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
const APP1 = [0xff, 0xe1, 0, 2 + EXIF.length + TIFF.length, ...EXIF, ...TIFF];
const APP0 = [0xff, 0xe0, 0, 4, 1, 2];

test("what the camera noted is found behind other segments", () => {
  assert.deepEqual([...exifOf(jpeg(APP0, APP1))], APP1);
  assert.equal(exifOf(jpeg(APP0)), null);
  assert.equal(exifOf(Uint8Array.from([1, 2, 3])), null);
  assert.equal(exifOf(Uint8Array.from([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 0])), null);
});

test("it goes into the smaller photo, which stands upright", () => {
  const made = withExif(jpeg(APP0), jpeg(APP1));
  const turned = [...APP1];
  turned[4 + EXIF.length + 19] = 1;
  assert.deepEqual([...made], [...jpeg(turned, APP0)]);
  assert.deepEqual([...withExif(jpeg(APP0), jpeg())], [...jpeg(APP0)]);
});

test("a sharp picture has edges, a blurred one has none", () => {
  const picture = (at) => {
    const data = new Uint8ClampedArray(40 * 40 * 4);
    for (let i = 0; i < 1600; i += 1) data[i * 4 + 1] = at(i % 40);
    return variance(data, 40, 40);
  };
  assert.ok(picture((x) => (x % 8 < 4 ? 0 : 255)) > 60);
  assert.ok(picture((x) => x * 6) < 1);
});
