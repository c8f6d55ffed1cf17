"""Dict ↔ domain of recapitulation, both ways. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from libs.kit import areas, clock
from libs.kit.envelope import Event
from libs.kit.reading import Reader
from services.elections.domain import Ballot, Contest
from services.elections.forms import form_out
from services.elections.recaps.domain import (
    MOST,
    SUMS,
    VOTES,
    Difference,
    Figures,
    Recap,
    slips,
)
from services.elections.tally import Tally
from services.elections.tally_messages import area_out


def entered(data: dict[str, Any], contest: Contest) -> tuple[str, dict[str, int]]:
    """Read `{"area", "figures": {"votes": {number: n}, "valid", "invalid", "dpt", "users"}}`.

    Returns (area, figures); raises Invalid that names each field. Votes are given for all
    candidates or for none.
    """
    reader = Reader(data)
    reader.only(("election", "contest", "area", "figures"))
    area = reader.code("area", *areas.LENGTHS)
    if area and not area.startswith(contest.area):
        reader.wrong("area", f"lies outside {contest.area}")
    part = reader.part("figures")
    part.only(("votes", *SUMS))
    figures = {} if part.raw("votes") is None else _votes(part.part("votes"), contest)
    for name in SUMS:
        if part.raw(name) is not None:
            figures[name] = part.integer(name, 0, MOST)
    if not figures and not reader.errors:
        reader.wrong("figures", "at least one figure is needed")
    reader.end()
    return area, figures


def _votes(reader: Reader, contest: Contest) -> dict[str, int]:
    names = [str(number) for number in contest.numbers]
    reader.only(names)
    return {f"{VOTES}{name}": reader.integer(name, 0, MOST) for name in names}


def sums(tally: Tally | None, contest: Contest) -> dict[str, int]:
    """Return our sums by the fields of a recapitulation, in the form's order."""
    one = tally or Tally()
    votes = one.votes or (0,) * len(contest.candidates)
    counted = dict(zip(contest.vote_fields, votes, strict=True))
    return counted | {
        "valid": one.valid,
        "invalid": one.invalid,
        "dpt": one.dpt,
        "users": one.users,
    }


def recap_out(recap: Recap) -> dict[str, Any]:
    return {
        "id": recap.id,
        "version": recap.version,
        "who": recap.who,
        "received_at": clock.to_text(recap.received_at),
        "figures": form_out(recap.figures),
        "slips": [{"field": name, "difference": by} for name, by in slips(recap.figures)],
    }


def compared_out(
    recap: Recap | None,
    area: str,
    name: str | None,
    tally: Tally | None,
    ours: Figures,
    differences: Sequence[Difference],
    names: Mapping[str, str],
) -> dict[str, Any]:
    """Return an area's recapitulation beside our sums; `tps_*` say how much of it we have."""
    one = tally or Tally()
    return {
        "area": area_out(area, name),
        "recap": recap_out(recap) if recap else None,
        "ours": form_out(ours),
        "tps_in": one.stations_in,
        "tps_held": one.held,
        "tps_expected": one.expected,
        "differences": [difference_out(each, names) for each in differences],
    }


def difference_out(one: Difference, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "field": one.field,
        "theirs": one.theirs,
        "ours": one.ours,
        "difference": one.difference,
        "parts": [
            {"area": area_out(area, names.get(area)), "difference": gap} for area, gap in one.parts
        ],
        "unexplained": one.unexplained,
    }


def recap_entered(ballot: Ballot, recap: Recap, differing: int) -> Event:
    """Return the fact that figures of an area were entered; `differing` of them are not ours."""
    data = {
        "election": ballot.election.id,
        "contest": ballot.contest.id,
        "area": recap.area,
        "version": recap.version,
        "received_at": clock.to_text(recap.received_at),
        "differences": differing,
    }
    subject = f"{ballot.election.id}/{ballot.contest.id}/{recap.area}"
    return Event("recap_entered", subject, data)
