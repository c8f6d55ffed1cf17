import assert from "node:assert/strict";
import { test } from "node:test";

import { formats } from "../../services/gateway/web/static/js/format.js";
import { columns, lines, planned } from "../../services/gateway/web/static/js/rehearsals/plan.js";

const fmt = formats("id", "Asia/Jakarta", "WIB");
const words = {
  reading: "{n} dalam {seconds}", exact: "tepat", differs: "berbeda", contest: "{tps} dari {all}",
  verifiers: "{made} {people} {waiting}", age: "{p50} {p99} {most}",
  outage: "{area} {first} {last} {n}", broke: "{what} {n}", nothing: "tidak ada",
};
const ages = { p50: 1, p99: 20, most: 300 };
const report = {
  deeds: 12345, seconds: 61.6, contests: [{ contest: "walikota", tps_in: 310, expected: 311, votes: [48528, 35177], exact: true }],
  verifiers: { made: 1, people: 2, waiting: 3 },
  latency: { hand_in_ms: ages, tally_age_ms: ages, outbox_age_ms: ages }, outages: [], broke: [],
};

test("percents become shares, and an outage stands only where an area is named", () => {
  const given = { tps: "311", error_rate: "3", conflict_rate: "0", area: "", from_hour: "2", to_hour: "5" };
  assert.deepEqual(planned(given, "pilkada"), { of: "pilkada", tps: 311, error_rate: 0.03, conflict_rate: 0 });
  const outages = planned({ ...given, area: "197101" }, "pilkada").outages;
  assert.deepEqual(outages, [{ area: "197101", from_hour: 2, to_hour: 5 }]);
});

test("a report is said in figures as people write them", () => {
  const said = lines(report, words, fmt);
  assert.equal(said.reading, "12.345 dalam 62");
  assert.equal(said.contests, "walikota: 48.528 / 35.177, 310 dari 311, tepat");
  assert.equal(said.broke, "tidak ada");
  assert.equal(lines({ ...report, broke: [{ what: "x", times: 2 }] }, words, fmt).broke, "x 2");
});

test("a tally that differs is said to differ", () => {
  const wrong = { ...report, contests: [{ ...report.contests[0], exact: false }] };
  assert.match(lines(wrong, words, fmt).contests, /berbeda$/);
});

test("the fullest hour is the highest column, an empty one has no height", () => {
  const boxes = columns([{ forms: 0 }, { forms: 10 }, { forms: 5 }], 300, 60);
  assert.deepEqual(boxes.map((box) => box.height), [0, 60, 30]);
  assert.ok(boxes.every((box) => box.x + box.width <= 300 && box.y + box.height <= 60));
});
