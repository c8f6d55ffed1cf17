// Numbers, times and sentences as people here write them: 48.528, 52,87 %, 27 Nov 2024 19.05 WIB.

const LOCALES = { id: "id-ID", en: "en-GB" };
export const NOTHING = "–";

export function formats(language, timeZone, zone) {
  const locale = LOCALES[language] ?? LOCALES.id;
  const clock = (options) => new Intl.DateTimeFormat(locale, { timeZone, ...options });
  const hour = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const [minutes, seconds] = [clock(hour), clock({ ...hour, second: "2-digit" })];
  const day = clock({ day: "numeric", month: "short", year: "numeric" });
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const rules = new Intl.PluralRules(locale);

  function number(value, digits) {
    const exact = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    return value === null ? NOTHING : new Intl.NumberFormat(locale, exact).format(value);
  }

  function counted(forms, n) {
    return fill(rules.select(n) === "one" ? forms.one : forms.many, { n: whole.format(n) });
  }

  return {
    zone,
    count: (value) => whole.format(value),
    percent: (ratio, digits) => number(ratio === null ? null : ratio * 100, digits),
    number,
    minutes: (time) => minutes.format(new Date(time)),
    seconds: (time) => seconds.format(new Date(time)),
    moment: (time) => `${day.format(new Date(time))} ${minutes.format(new Date(time))} ${zone}`,
    day: (date) => longDay(locale, date),
    date: (date) => shortDay(locale, date),
    month: (date) => new Date(`${date}T00:00:00Z`).toLocaleDateString(locale, { timeZone: "UTC", month: "short" }),
    counted,
    span: (words, milliseconds) => span(words, counted, milliseconds),
  };
}

// The day of an election has no hour: it is the same day in every zone.
function longDay(locale, date) {
  const at = new Date(`${date}T00:00:00Z`);
  const part = (options) => at.toLocaleDateString(locale, { timeZone: "UTC", ...options });
  return `${part({ weekday: "long" })} ${part({ day: "numeric", month: "long", year: "numeric" })}`;
}

function shortDay(locale, date) {
  const options = { timeZone: "UTC", day: "numeric", month: "short", year: "numeric" };
  return new Date(`${date}T00:00:00Z`).toLocaleDateString(locale, options);
}

// "3 menit 12 detik": two units, the larger one first.
function span({ hours, minutes, seconds }, counted, milliseconds) {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const [h, m, s] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  if (h) return `${counted(hours, h)} ${counted(minutes, m)}`;
  return m ? `${counted(minutes, m)} ${counted(seconds, s)}` : counted(seconds, s);
}

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

// dayOf(time): the day that a moment falls on in the zone, as 2026-11-22. By parts, as browsers are
// not of one mind on which language writes a day so.
export function days(timeZone) {
  const format = new Intl.DateTimeFormat("en", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  return (time) => {
    const parts = Object.fromEntries(format.formatToParts(new Date(time)).map(({ type, value }) => [type, value]));
    return `${parts.year}-${parts.month}-${parts.day}`;
  };
}
