// What the page of the morning brief makes of its facts.

import assert from "node:assert/strict";
import { test } from "node:test";

import { heard, parts, tally } from "../../services/gateway/web/static/js/briefs/telling.js";
import { formats } from "../../services/gateway/web/static/js/format.js";

const words = {
  severities: { critical: "kritis", major: "tinggi", minor: "rendah" }, states: { reported: "diterima" }, night: "malam ini", due: { one: "{day}, {n} day", many: "{day}, {n} days" },
  sample: "contoh", from: "dari {period}", missing: { one: "{n} period, {period}", many: "{n} periode, {period}" }, never: "tak pernah", start: "mulai {day}", today: "hari ini", points: "{n} poin",
  left: { one: "{n} hari", many: "{n} hari" }, changed: "diubah", kinds: { incident: "insiden", stage: "tahapan" }, heard: "Kabar: {sources}.", unheard: "belum",
  quarter: "T{n} {year}", semester: "S{n} {year}",
};
const fmt = formats("id", "Asia/Jakarta", "WIB");
const none = { count: 0, items: [] };
const facts = {
  incidents: {
    count: 3, critical: 1, reported: 2, closed: 1,
    items: [{ number: "INS-0001", headline: "Banjir", severity: "critical", state: "reported", place: "Gabek", agency: "", night: true, reported_at: "2024-11-26T18:00:00Z" }],
  },
  warnings: none, roster: none,
  dispositions: { count: 1, items: [{ title: "Sekda", due: "2024-11-20", days: 7 }] },
  stages: { count: 1, items: [{ name: "Kampanye", election_name: "Pilkada", edge: "start", day: "2024-11-27", left: 0, changed: true }] },
  indicators: {
    moved: { count: 1, items: [{ title: "Mantap", title_en: "Sound", unit: "%", decimals: 1, value: 77.6, change: 1.5, before: "2024-Q2", period: "2024-Q3", better: true, made: true }] },
    late: { count: 1, items: [{ title: "Jalan", owner: "1971.PUPR", missing: 2, newest: "2024-Q1" }] },
    empty: { count: 2, items: [{ title: "Baru", owner: "1971.X" }] },
  },
  heard: { incident: null, stage: null },
};

test("each part has its rows, and says how many there are besides", () => {
  const told = parts(facts, words, fmt, "id");
  const [incident] = told.incidents.rows;
  assert.deepEqual([incident.title, incident.note, incident.mark, incident.kind, incident.aside], ["INS-0001 Banjir", "Gabek", "kritis, diterima", "is-crit", "malam ini"]);
  assert.equal(told.incidents.more, 2);
  assert.equal(told.moved.rows[0].mark, "77,6 % (+1,5 poin)");
  assert.deepEqual(told.late.rows.map(({ mark }) => mark), ["2 periode, T1 2024", "tak pernah"]);
  assert.equal(told.late.more, 1);
  assert.equal(told.dispositions.rows[0].mark, "20 Nov 2024, 7 days");
  assert.equal(told.stages.rows[0].mark, "diubah");
  assert.deepEqual(told.warnings, { rows: [], more: 0 });
  assert.equal(parts(facts, words, fmt, "en").moved.rows[0].title, "Sound");
});

test("the numbers at the head, and what nothing was heard of", () => {
  assert.deepEqual(tally(facts), { open: 3, critical: 1, reported: 2, closed: 1, overdue: 1, late: 1 });
  assert.equal(heard(facts, words, fmt), "Kabar: insiden belum; tahapan belum.");
});
