"""Tallies and progress as callers and listeners get them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from libs.kit import areas, clock
from libs.kit.envelope import Event
from libs.kit.errors import FieldError, Invalid
from services.elections.domain import Ballot, Contest
from services.elections.tally import Line, Tally

DEEPEST = 3
# How long the code is of the area that holds one of this length.
_HOLDER = dict(zip(areas.LENGTHS[1:], areas.LENGTHS, strict=False))


def depth(data: dict[str, Any]) -> int:
    """Read how many levels of children are wanted, 0 to 3; 1 where nothing is said."""
    value = data.get("depth")
    if value is None:
        return 1
    if type(value) is not int or not 0 <= value <= DEEPEST:
        raise Invalid(errors=(FieldError("depth", f"needs a whole number from 0 to {DEEPEST}"),))
    return value


def tally_out(ballot: Ballot, area: str, lines: Sequence[Line], now: datetime) -> dict[str, Any]:
    """Return the tally of an area with its children, from rows ordered by code."""
    if not lines or lines[0].area != area:
        lines = [Line(area, None, 0, now, Tally(votes=(0,) * len(ballot.contest.candidates)))]
    nodes: dict[str, dict[str, Any]] = {}
    for line in lines:
        node = nodes[line.area] = _node(line, ballot.contest)
        if line.area != area:
            nodes[line.area[: _HOLDER[len(line.area)]]]["children"].append(node)
    head = {"election": ballot.election.id, "contest": ballot.contest.id}
    top = lines[0]
    said = {"margin": top.tally.margin, "could_change": top.tally.could_change}
    known = {"version": top.version, "as_of": clock.to_text(top.as_of)}
    return head | nodes[area] | said | known


def _node(line: Line, contest: Contest) -> dict[str, Any]:
    tally = line.tally
    valid = tally.valid
    return {
        "area": area_out(line.area, line.name),
        "tps_in": tally.stations_in,
        "tps_complete": tally.complete,
        "tps_expected": tally.expected,
        "tps_held": tally.held,
        "votes_held": tally.votes_held,
        "valid": valid,
        "invalid": tally.invalid,
        "dpt": tally.dpt,
        "users": tally.users,
        "turnout": _rounded(tally.turnout),
        "candidates": [
            {
                "number": one.number,
                "name": one.name,
                "votes": votes,
                "share": _rounded(votes / valid) if valid else None,
            }
            for one, votes in zip(contest.candidates, tally.votes, strict=True)
        ],
        "findings": {"error": tally.errors, "warning": tally.warnings},
        "children": [],
    }


def area_out(code: str, name: str | None) -> dict[str, str]:
    known = f"TPS {code[-3:]}" if len(code) == 13 else code
    return {"code": code, "name": name or known, "level": areas.level(code)}


def tally_changed(
    ballot: Ballot,
    version: int,
    as_of: datetime,
    rows: Mapping[str, Tally],
    names: Mapping[str, str],
) -> Event:
    """Return the fact that these rows, down to the village, changed since the version before."""
    shown = [_row(ballot.contest, area, row, names) for area, row in sorted(rows.items())]
    data = {
        "election": ballot.election.id,
        "contest": ballot.contest.id,
        "version": version,
        "as_of": clock.to_text(as_of),
        "areas": shown,
    }
    return Event("tally_changed", f"{ballot.election.id}/{ballot.contest.id}", data)


def _row(contest: Contest, area: str, tally: Tally, names: Mapping[str, str]) -> dict[str, Any]:
    pairs = zip(contest.numbers, tally.votes, strict=True)
    return {
        "area": area,
        "name": names.get(area, area),
        "level": areas.level(area),
        "tps_in": tally.stations_in,
        "tps_complete": tally.complete,
        "tps_expected": tally.expected,
        "tps_held": tally.held,
        "votes_held": tally.votes_held,
        "valid": tally.valid,
        "invalid": tally.invalid,
        "dpt": tally.dpt,
        "users": tally.users,
        "turnout": _rounded(tally.turnout),
        "votes": {str(number): votes for number, votes in pairs},
        "findings": {"error": tally.errors, "warning": tally.warnings},
    }


def held_votes_changed(
    ballot: Ballot, root: Tally, as_of: datetime, names: Mapping[str, str]
) -> Event:
    """Return the fact that the votes held back now could change who won, or no longer can."""
    area = ballot.contest.area
    data = {
        "election": ballot.election.id,
        "contest": ballot.contest.id,
        "contest_name": ballot.contest.name,
        "rehearsal": ballot.election.rehearsal,
        "area": area,
        "area_name": names.get(area, area),
        "held": root.votes_held,
        "tps_held": root.held,
        "margin": root.margin,
        "could_change": root.could_change,
        "as_of": clock.to_text(as_of),
    }
    return Event("held_votes_changed", f"{ballot.election.id}/{ballot.contest.id}", data)


def progress_out(lines: Sequence[tuple[Ballot, Line | None]], now: datetime) -> dict[str, Any]:
    """Return how far the contests of one election are."""
    moments = [line.as_of for _, line in lines if line]
    return {
        "election": lines[0][0].election.id,
        "contests": [_progress(ballot.contest, line) for ballot, line in lines],
        "as_of": clock.to_text(max(moments, default=now)),
    }


def _progress(contest: Contest, line: Line | None) -> dict[str, Any]:
    tally = line.tally if line else Tally()
    return {
        "contest": contest.id,
        "tps_in": tally.stations_in,
        "tps_complete": tally.complete,
        "tps_expected": tally.expected,
        "tps_held": tally.held,
        "votes_held": tally.votes_held,
        "findings": {"error": tally.errors, "warning": tally.warnings},
        "last_received_at": clock.to_text(tally.latest) if tally.latest else None,
    }


def _rounded(ratio: float | None) -> float | None:
    return None if ratio is None else round(ratio, 6)
