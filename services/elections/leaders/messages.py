"""Dict ↔ domain of the leaders' page, both ways. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from libs.kit import areas, clock, paging
from libs.kit.reading import Reader
from services.elections.domain import Ballot
from services.elections.leaders.domain import COVERED, SIGNALS, Signal
from services.elections.tally import Line, Tally
from services.elections.tally_messages import area_out

MOST = 1000
PLACES = ("0", "1", "2", "3")  # of signals in the list of the late


def signals(data: dict[str, Any], root: str) -> list[Signal]:
    """Read `{"items": [{"tps", "signal", "checked_on"}]}`; raises Invalid that names each field."""
    reader = Reader(data)
    reader.only(("election", "items"))
    found = [_signal(part, root) for part in reader.items("items", MOST)]
    if len({one.tps for one in found}) < len(found):
        reader.wrong("items", "gives a polling station twice")
    reader.end()
    return found


def _signal(reader: Reader, root: str) -> Signal:
    reader.only(("tps", "signal", "checked_on"))
    tps = reader.code("tps", 13)
    if tps and not tps.startswith(root):
        reader.wrong("tps", "lies outside the election's area")
    if reader.raw("signal") is None:
        reader.wrong("signal", "is missing")
    return Signal(tps, reader.one_of("signal", SIGNALS, COVERED), reader.day("checked_on"))


def signal_out(row: Any) -> dict[str, Any]:
    return {"tps": row.tps, "signal": row.signal, "checked_on": row.checked_on.isoformat()}


def late_station_out(row: Any) -> dict[str, Any]:
    """Return a station that nothing came from; `signal` is None where nobody looked."""
    plan = {"plan": row.plan, "state": row.state, "reason": row.reason}
    return {
        "tps": row.tps,
        "name": row.name,
        "village": row.village or row.tps[:10],
        "district": row.district or row.tps[:6],
        "signal": row.signal,
        **plan,
    }


def late_token(row: Any) -> str:
    """Return where the page after this station begins."""
    return f"{row.place}|{row.tps}"


def late_after(token: str) -> tuple[int, str]:
    """Read what `late_token` gave, or nothing; raises Invalid."""
    place, mark, tps = token.partition("|")
    if token and not (mark and place in PLACES and areas.is_area(tps)):
        raise paging.foreign()
    return (int(place), tps) if token else (-1, "")


def late_out(line: Line) -> dict[str, Any]:
    """Return an area that waits for stations: how many, of how many, and since when."""
    tally = line.tally
    return {
        "area": area_out(line.area, line.name),
        "tps_out": out(tally),
        "tps_expected": tally.expected,
        "last_received_at": _moment(tally.latest),
    }


def overview_out(
    ballot: Ballot,
    own: Line,
    late: Mapping[str, Sequence[Line]],
    silent: Mapping[str, Any],
    contested: Mapping[str, Any],
    now: datetime,
) -> dict[str, Any]:
    """Return all that the leaders' page shows of one contest in one area."""
    tally = own.tally
    return {
        "election": ballot.election.id,
        "contest": ballot.contest.id,
        "area": area_out(own.area, own.name),
        "tps_in": tally.stations_in,
        "tps_held": tally.held,
        "votes_held": tally.votes_held,
        "tps_out": out(tally),
        "tps_expected": tally.expected,
        "users": tally.users,
        "dpt": tally.dpt,
        "dpt_in": tally.dpt_in,
        "turnout": None if tally.turnout is None else round(tally.turnout, 6),
        "last_received_at": _moment(tally.latest),
        "late": {name: [late_out(line) for line in lines] for name, lines in late.items()},
        "signal": dict(silent),
        "contested": {
            **contested,
            "findings": {"error": tally.errors, "warning": tally.warnings},
            "margin": tally.margin,
            "could_change": tally.could_change,
        },
        "version": own.version,
        "as_of": clock.to_text(now),
    }


def out(tally: Tally) -> int:
    """Return how many stations have handed in no votes."""
    return tally.expected - tally.stations_in - tally.held


def _moment(moment: datetime | None) -> str | None:
    return clock.to_text(moment) if moment else None
