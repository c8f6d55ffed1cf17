// What a NIK says, by the rules of the service (services/elections/staff/domain.py): 16 digits,
// area, date of birth as ddmmyy with 40 added to a woman's day, serial. It has no century.

const WOMEN = 40;
const CENTURIES = [1900, 2000];

// The digits of what was typed, blanks, dots and hyphens aside.
export function digitsOf(text) {
  return text.replace(/[\s.-]/g, "");
}

// Which part of it is wrong: "digits", "area", "date" or "serial"; null for one of possible form.
export function wrongOf(text) {
  const digits = digitsOf(text);
  if (!/^[0-9]{16}$/.test(digits)) return "digits";
  if (digits.slice(0, 2) < "11") return "area";
  if (!daysOf(digits).length) return "date";
  return digits.slice(12) === "0000" ? "serial" : null;
}

// Whether a NIK of possible form has this date of birth (2024-11-27) in it.
export function agrees(text, born) {
  return daysOf(digitsOf(text)).includes(born);
}

function daysOf(digits) {
  const [said, month, year] = [6, 8, 10].map((place) => Number(digits.slice(place, place + 2)));
  const day = said > WOMEN ? said - WOMEN : said;
  return CENTURIES.map((century) => new Date(Date.UTC(century + year, month - 1, day)))
    .filter((date) => date.getUTCMonth() === month - 1 && date.getUTCDate() === day)
    .map((date) => date.toISOString().slice(0, 10));
}
