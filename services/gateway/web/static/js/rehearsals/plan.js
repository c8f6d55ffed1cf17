// What the form asks for as the body of POST /v1/simulations, and reports in words. Pure.

import { fill } from "../format.js";

const PERCENT = ["error_rate", "conflict_rate"];

// planned(given, of): numbers from the form's texts, shares from percents, an outage where one is named.
export function planned(given, of) {
  const { area, from_hour, to_hour, ...numbers } = given;
  const plan = { of };
  for (const [name, text] of Object.entries(numbers)) {
    plan[name] = PERCENT.includes(name) ? Number(text) / 100 : Number(text);
  }
  if (area) plan.outages = [{ area, from_hour: Number(from_hour), to_hour: Number(to_hour) }];
  return plan;
}

// lines(report): the report's rows in words, by the slot they stand in.
export function lines(report, words, fmt) {
  const age = (one) => fill(words.age, { p50: fmt.count(one.p50), p99: fmt.count(one.p99), most: fmt.count(one.most) });
  const { latency, verifiers } = report;
  return {
    reading: fill(words.reading, { n: fmt.count(report.deeds), seconds: fmt.count(Math.round(report.seconds)) }),
    contests: report.contests.map((one) => contest(one, words, fmt)).join("\n"),
    verifiers: fill(words.verifiers, verifiers),
    hand_in_ms: age(latency.hand_in_ms),
    tally_age_ms: age(latency.tally_age_ms),
    outbox_age_ms: age(latency.outbox_age_ms),
    outages: report.outages.map((one) => outage(one, words, fmt)).join("\n") || words.nothing,
    broke: report.broke.map((one) => fill(words.broke, { what: one.what, n: fmt.count(one.times) })).join("\n") || words.nothing,
  };
}

function contest(one, words, fmt) {
  const came = fill(words.contest, { tps: fmt.count(one.tps_in), all: fmt.count(one.expected) });
  const votes = one.votes.map((count) => fmt.count(count)).join(" / ");
  return `${one.contest}: ${votes}, ${came}, ${one.exact ? words.exact : words.differs}`;
}

function outage(one, words, fmt) {
  const hours = { first: fmt.count(one.from_hour), last: fmt.count(one.to_hour) };
  return fill(words.outage, { area: one.area, n: fmt.count(one.held_back), ...hours });
}

// columns(arrivals, width, height): a rectangle for each hour, as high as its share of the fullest.
export function columns(arrivals, width, height) {
  const most = Math.max(1, ...arrivals.map((hour) => hour.forms));
  const step = width / Math.max(1, arrivals.length);
  return arrivals.map((hour, place) => {
    const tall = (hour.forms / most) * height;
    return { x: place * step + step * 0.1, y: height - tall, width: step * 0.8, height: tall };
  });
}
