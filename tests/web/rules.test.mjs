import assert from "node:assert/strict";
import { test } from "node:test";

import { idOf } from "../../services/gateway/web/static/js/rules/names.js";
import { explained, placeOf } from "../../services/gateway/web/static/js/rules/wrong.js";

const words = {
  place: "Baris {line}, kolom {column}: {message}.",
  wrong: { "write == for equal": "tulis ==", "no figure is called": "tidak ada angka bernama" },
};

test("what is wrong stands at its place, in the page's words", () => {
  assert.deepEqual(placeOf("line 2, column 7: write == for equal"), { line: 2, column: 7 });
  assert.equal(explained("line 2, column 7: write == for equal", words), "Baris 2, kolom 7: tulis ==.");
});

test("a name that is not known is said, with the one that is near", () => {
  const message = "line 1, column 1: no figure is called users.tota; is it users.total.total?";
  assert.equal(
    explained(message, words),
    "Baris 1, kolom 1: tidak ada angka bernama users.tota (users.total.total?).",
  );
});

test("what nobody translated is said as it came", () => {
  assert.equal(explained("line 1, column 3: new trouble", words), "Baris 1, kolom 3: new trouble.");
  assert.equal(explained("needs a text", words), "needs a text");
  assert.equal(placeOf("needs a text"), null);
});

test("a rule's id is made of what it says, and is no other's", () => {
  assert.equal(idOf("Suara sah ≤ 300!", []), "suara-sah-300");
  assert.equal(idOf("Café", ["cafe"]), "cafe-2");
  assert.equal(idOf("≠", ["rule", "rule-2"]), "rule-3");
  assert.match(idOf("a".repeat(39) + " b", []), /^a{39}$/);
});
