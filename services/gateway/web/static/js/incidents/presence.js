// Who else has an incident open, as the stream tells: nothing of it is kept by a service. A page tells
// that it has one open, again and again, and answers another page that opens the same one. Pure.

export const AGAIN = 25_000; // between two times that a page tells
export const GONE = 60_000; // after which one that was not heard of is taken to be gone

// `seat` is this page; gives { hear(told, now), names(incident, now), isNew(told) }.
export function others(seat) {
  const seats = new Map();

  // Take what the stream tells; true where that page has just come, so that it does not know of us.
  function hear({ incident, seat: theirs, name, open }, now) {
    if (theirs === seat) return false;
    const known = seats.get(theirs);
    if (!open) {
      if (known?.incident === incident) seats.delete(theirs);
      return false;
    }
    seats.set(theirs, { incident, name, at: now });
    return known?.incident !== incident || now - known.at > GONE;
  }

  function names(incident, now) {
    const here = [...seats.values()].filter((one) => one.incident === incident && now - one.at <= GONE);
    return [...new Set(here.map((one) => one.name))].sort((a, b) => a.localeCompare(b));
  }

  return { hear, names };
}
