import assert from "node:assert/strict";
import test from "node:test";
import { decisionOf, told } from "../../services/gateway/web/static/js/staff/reading.js";

const words = {
  allMet: "semua",
  failed: "gagal {what}",
  pending: "menunggu {what}",
  requirements: { age: "umur", party: "partai" },
};

test("what failed and what is open is named, nothing of an erased applicant", () => {
  assert.equal(told({ age: "met", party: "met" }, words), "semua");
  assert.equal(told({ age: "failed", party: "pending" }, words), "gagal umur. menunggu partai");
  assert.equal(told({ age: "met", party: "pending" }, words), "menunggu partai");
  assert.equal(told({}, words), "");
});

test("three keys decide, in either case, and no other", () => {
  assert.deepEqual(["t", "C", "X", "a"].map(decisionOf), ["accepted", "reserve", "refused", null]);
});
