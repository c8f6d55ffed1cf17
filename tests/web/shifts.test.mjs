import assert from "node:assert/strict";
import { test } from "node:test";

import { before, local, moment, monday, onDuty, people, plus, rows } from "../../services/gateway/web/static/js/shifts/said.js";

const words = {
  before: "Sebelumnya: {who}, serah terima {time}",
  open: { one: "{n} insiden", many: "{n} insiden" },
  takenBy: "diterima {who}",
  duty: "Bertugas: {people}",
  nobody: "tidak ada",
};
const fmt = {
  zone: "WIB",
  minutes: (time) => local(time, "Asia/Jakarta").slice(11).replace(":", "."),
  counted: (forms, n) => forms.many.replace("{n}", n),
};

test("a week begins on Monday, whatever month or year it lies in", () => {
  assert.equal(monday("2026-11-22"), "2026-11-16");
  assert.equal(monday("2026-11-16"), "2026-11-16");
  assert.equal(monday("2027-01-01"), "2026-12-28");
  assert.equal(plus("2026-12-28", 7), "2027-01-04");
});

test("a wall clock's time becomes a moment and comes back, also where clocks change", () => {
  assert.equal(moment("2026-11-22T18:00", "Asia/Jakarta"), "2026-11-22T11:00:00.000Z");
  assert.equal(moment("2026-11-22T00:30", "Asia/Jayapura"), "2026-11-21T15:30:00.000Z");
  for (const zone of ["Asia/Jakarta", "Asia/Makassar", "Europe/Berlin", "America/New_York"]) {
    for (const at of ["2026-03-28T23:30", "2026-06-01T00:00", "2026-10-26T12:15"]) {
      assert.equal(local(moment(at, zone), zone), at);
    }
  }
});

test("user names are read one by one, each once", () => {
  assert.deepEqual(people(" sari, budi;sari\nani ,, "), ["sari", "budi", "ani"]);
});

test("who is on duty is said by agency", () => {
  const shifts = [
    { agency: "BPBD", people: ["sari"] },
    { agency: "Satpol PP", people: [] },
    { agency: "BPBD", people: ["budi"] },
  ];
  assert.equal(onDuty(shifts, words), "Bertugas: BPBD sari, budi · Satpol PP tidak ada");
  assert.equal(onDuty([], words), "");
});

test("what was handed over says by whom, when, how much is open and who took it", () => {
  const told = { from: "ani", at: "2026-11-22T10:56:00Z", incidents: [{}, {}], hidden: 1, accepted_by: null };
  assert.equal(before(told, words, fmt), "Sebelumnya: ani, serah terima 17.56 WIB, 3 insiden");
  assert.match(before({ ...told, accepted_by: "budi" }, words, fmt), /, diterima budi$/);
  assert.equal(before(null, words, fmt), "");
});

test("a week's lines are shifts of the same name and hours; a cancelled one gives way", () => {
  const shift = (id, name, day, hour, state = "planned") => ({
    id, name, day, state, starts: `${day}T${hour}:00:00Z`, ends: `${day}T${hour}:30:00Z`,
  });
  const found = rows(
    [shift("a", "Sore", "2026-11-16", "07"), shift("b", "Pagi", "2026-11-16", "00"),
      shift("c", "Pagi", "2026-11-17", "00", "cancelled"), shift("d", "Pagi", "2026-11-17", "00"),
      shift("e", "Pagi", "2026-11-18", "00", "cancelled")],
    fmt,
  );
  assert.deepEqual(found.map((line) => line.name), ["Pagi", "Sore"]);
  const there = (day) => found[0].days.get(day).map((one) => one.id);
  assert.deepEqual([there("2026-11-16"), there("2026-11-17"), there("2026-11-18")], [["b"], ["d"], ["e"]]);
});
