// Which election a page of the console is about.

// chosen(elections, wishes): the first of the wished ids that is there, else the newest election.
// A rehearsal is dated on the day of its holding, newer than a real one: it is never taken for it.
export function chosen(elections, wishes) {
  const known = (id) => elections.find((one) => one.id === id);
  const usual = elections.find((one) => !one.rehearsal) ?? elections[0];
  return wishes.map(known).find(Boolean) ?? usual ?? null;
}
