// A form as a text message, for a place where no data comes through: docs/elections/sms.md.

const LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ";
const CANDIDATES = "ABCDEFGH";

export function message(ballot, tps, contest, figures) {
  const tags = [
    ...contest.candidates.slice(0, CANDIDATES.length).map((one, place) => [CANDIDATES[place], `votes.${one.number}`]),
    ["S", "valid"], ["T", "invalid"], ["J", "total"], ["M", "dpt.total"], ["P", "users.total.total"],
  ];
  const said = tags.filter(([, field]) => field in figures).map(([tag, field]) => `${tag}${figures[field]}`);
  return said.length ? `KWK${ballot} ${tps} ${said.join(" ")} #${checkLetter(ballot, tps, said)}` : "";
}

// Each digit times its place (1 to 22, again and again), summed modulo 23; figures by their tags.
export function checkLetter(ballot, tps, said) {
  const digits = [...`${ballot}${tps}${[...said].sort().join("")}`].filter((one) => /\d/.test(one));
  const sum = digits.reduce((all, digit, place) => all + Number(digit) * ((place % 22) + 1), 0);
  return LETTERS[sum % LETTERS.length];
}
