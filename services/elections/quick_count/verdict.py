"""Can the leader still lose? By arithmetic where that settles it, else by the outlook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CERTAIN, UNLIKELY, LIKELY, OPEN = "certain", "unlikely", "likely", "open"


@dataclass(frozen=True, slots=True)
class Duel:
    """The leader against one other: votes ahead now, expected at the end, and ± of that."""

    margin: int
    expected: float
    reach: float | None


def most_out(dpt_out: int, unknown_out: int, dpt_limit: int, reserve_percent: float) -> int:
    """Return the most valid votes that can still come: all ballots that were handed out.

    A station has a ballot for each registered voter and the reserve; one whose voters nobody told
    has at most the legal limit.
    """
    voters = dpt_out + unknown_out * dpt_limit
    return int(voters * (100 + reserve_percent) / 100)


def can_lose(duels: Sequence[Duel], most: int) -> str:
    """Return `certain` (that he can't), `unlikely` or `likely` that he will, or `open`.

    `certain` is arithmetic: were all that is out for one other, he would still lead.
    """
    if not duels or all(one.margin > most for one in duels):
        return CERTAIN
    if any(one.reach is None for one in duels):
        return OPEN
    reaches = [(one.expected, one.reach or 0.0) for one in duels]
    if all(expected - reach > 0 for expected, reach in reaches):
        return UNLIKELY
    return LIKELY if any(expected + reach < 0 for expected, reach in reaches) else OPEN
