import assert from "node:assert/strict";
import { test } from "node:test";

import { idOf } from "../../services/gateway/web/static/js/rules/names.js";
import { explained, placeOf } from "../../services/gateway/web/static/js/rules/wrong.js";

const words = {
  place: "Baris {line}, kolom {column}: {message}.",
  wrong: {
    "write == for equal": "tulis ==",
    "no figure is called {name}": "tidak ada angka bernama {name}",
    "no figure is called {name}; is it {near}?": "tidak ada {name}, maksudnya {near}?",
    "{group} are many: take sum, min or max of them": "{group} lebih dari satu",
  },
};

test("what is wrong stands at its place, in the page's words", () => {
  assert.deepEqual(placeOf("line 2, column 7: write == for equal"), { line: 2, column: 7 });
  assert.equal(explained("line 2, column 7: write == for equal", words), "Baris 2, kolom 7: tulis ==.");
});

test("a name that is not known is said, with the one that is near", () => {
  const message = "line 1, column 1: no figure is called users.tota";
  assert.equal(explained(message, words), "Baris 1, kolom 1: tidak ada angka bernama users.tota.");
  assert.equal(
    explained(`${message}; is it users.total.total?`, words),
    "Baris 1, kolom 1: tidak ada users.tota, maksudnya users.total.total?.",
  );
  assert.equal(
    explained("line 1, column 1: votes are many: take sum, min or max of them", words),
    "Baris 1, kolom 1: votes lebih dari satu.",
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
