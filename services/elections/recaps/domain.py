"""D.Hasil figures of an area against our sums, and which of its parts explain a difference.

D.Hasil is the form of a recapitulation (rekapitulasi) by sub-district or regency. What it says of
an area less what we sum is a difference; where the area's parts were entered too, their own
differences explain it, and what they don't explain arose when the parts were added up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

Figures = Mapping[str, int]
VOTES = "votes."
SUMS = ("valid", "invalid", "dpt", "users")
MOST = 300_000_000  # figures of a country's recapitulation have nine digits


@dataclass(frozen=True)
class Recap:
    """What somebody entered of an area's D.Hasil; a later version stands, all are kept."""

    id: str
    area: str
    version: int
    who: str
    received_at: datetime
    figures: Figures


@dataclass(frozen=True)
class Part:
    """A part of an area: what was entered of it (None: nothing yet) and our sums."""

    area: str
    theirs: Figures | None
    ours: Figures


@dataclass(frozen=True)
class Difference:
    """One field that differs: `difference` is theirs less ours.

    `parts` are the parts that differ in it, the largest first; `unexplained` is what is left, None
    where not a single part was entered.
    """

    field: str
    theirs: int
    ours: int
    parts: tuple[tuple[str, int], ...] = ()
    unexplained: int | None = None

    @property
    def difference(self) -> int:
        return self.theirs - self.ours


def compare(theirs: Figures, ours: Figures, parts: Sequence[Part] = ()) -> list[Difference]:
    """Return the fields in which what was entered differs from our sums, in the form's order."""
    return [
        _explained(Difference(name, theirs[name], ours[name]), parts)
        for name in ours
        if name in theirs and theirs[name] != ours[name]
    ]


def _explained(one: Difference, parts: Sequence[Part]) -> Difference:
    entered = [part for part in parts if part.theirs is not None and one.field in part.theirs]
    if not entered:
        return one
    gaps = [(part.area, _gap(part, one.field)) for part in entered]
    odd = sorted((gap for gap in gaps if gap[1]), key=lambda gap: (-abs(gap[1]), gap[0]))
    left = one.difference - sum(gap for _, gap in odd)
    return Difference(one.field, one.theirs, one.ours, tuple(odd), left)


def _gap(part: Part, field: str) -> int:
    assert part.theirs is not None  # noqa: S101
    return part.theirs[field] - part.ours[field]


def slips(figures: Figures) -> list[tuple[str, int]]:
    """Return (field, difference) of sums that the entered figures themselves get wrong."""
    found = []
    votes = [count for name, count in figures.items() if name.startswith(VOTES)]
    if votes and "valid" in figures and sum(votes) != figures["valid"]:
        found.append(("valid", figures["valid"] - sum(votes)))
    if {"valid", "invalid", "users"} <= figures.keys():
        over = figures["valid"] + figures["invalid"] - figures["users"]
        if over > 0:
            found.append(("users", -over))
    return found
