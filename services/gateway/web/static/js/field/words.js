// What the page says: strings in the page's language, with figures and times as people write them.

import { fill, formats } from "../format.js";

const { dataset } = document.body;
export const words = JSON.parse(dataset.strings);
export const { language } = dataset;

const locale = { id: "id-ID", en: "en-GB" }[language] ?? "id-ID";
const timeZone = dataset.timezone;
const days = new Intl.DateTimeFormat(locale, { timeZone, day: "numeric", month: "short", year: "numeric" });
const { seconds, count, number } = formats(language, timeZone, dataset.zone);

export { count, fill };
export const time = (at) => `${seconds(at)} ${dataset.zone}`;
export const moment = (at) => `${days.format(new Date(at))} ${time(at)}`;
export const megabytes = (bytes) => `${number(Math.max(bytes, 100_000) / 1_000_000, 1)} MB`;

// "Wali Kota dan Wakil Wali Kota" is "Wali Kota" on a tab and a button.
export const short = (contest) => contest.name.split(" dan ")[0];

export function title(crew) {
  const code = crew.station.code;
  const village = crew.areas.find((area) => area.level === "village")?.name ?? code.slice(0, 10);
  return fill(words.station, { number: code.slice(10), village });
}

export const district = (crew) => crew.areas.find((area) => area.level === "district")?.name ?? "";

// A finding of the phone, as [title, text].
export function told(finding) {
  const { rule, unit, difference } = finding;
  if (finding.parts) return [fill(words.off[unit], { n: count(difference) }), `${sumText(finding)} ${words.leaveIt}`];
  const text = words.rules[finding.words ?? rule] ?? rule;
  const head = unit ? fill(words.off[unit], { n: count(difference) }) : "";
  return [head, `${fill(text, finding.values)} ${words.leaveIt}`];
}

function sumText({ rule, place, parts, made, whole, what, guess }) {
  const name = rule === "sex-sum" ? `${words.rows[place]}: ` : "";
  const sum = fill(words.sum, { parts: parts.join(" + "), made, what: words.what[what], whole });
  const misread = guess ? ` ${fill(words.misread, guess)}` : "";
  return `${name}${sum}${misread}`;
}

// The sums of a section that are right, in one sentence.
export function agreedText(sums, sameAsUsed) {
  const [first, second] = sums.map(({ parts, whole }) => `${parts.join(" + ")} = ${whole}`);
  if (!second) return fill(words.agreed, { sum: first });
  return fill(sameAsUsed ? words.agreedAll : words.agreedBoth, { first, second });
}

// The code that a crew may read out: the last 40 bits of the submission's id in Crockford's base 32.
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

export function receiptCode(id) {
  let rest = BigInt(`0x${id.replaceAll("-", "").slice(-10)}`);
  let code = "";
  for (let place = 0; place < 8; place += 1, rest >>= 5n) code = ALPHABET[Number(rest & 31n)] + code;
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}
