"""Dict ↔ domain for crews, both ways. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from libs.kit import areas, clock
from libs.kit.reading import Reader
from services.elections.crews.domain import Code, Key
from services.elections.crews.signatures import ALGORITHMS
from services.elections.domain import Ballot, Station
from services.elections.messages import contest_out, station_out
from services.elections.options import Options

MOST_CODES = 1000
HOURS, LONGEST_HOURS = 72, 720


def asked_codes(data: Mapping[str, Any]) -> tuple[str | None, list[str] | None, int]:
    """Read for which area or stations codes are wanted, and for how many hours."""
    reader = Reader(dict(data))
    reader.only(("election", "area", "tps", "hours"))
    area, tps = reader.raw("area"), reader.raw("tps")
    if (area is None) == (tps is None):
        reader.wrong("area", "needs either an area or a list of stations in tps")
    if tps is not None and not _are_stations(tps):
        reader.wrong("tps", f"needs 1 to {MOST_CODES} different codes of 13 digits")
    hours = reader.integer("hours", 1, LONGEST_HOURS, HOURS)
    reader.end()
    return area, tps, hours


def _are_stations(value: Any) -> bool:
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_CODES:
        return False
    coded = all(isinstance(one, str) and areas.is_area(one) and len(one) == 13 for one in value)
    return coded and len(set(value)) == len(value)


def code_out(code: Code, now: datetime) -> dict[str, Any]:
    return {
        "id": code.id,
        "tps": code.tps,
        "state": code.state(now),
        "made_at": clock.to_text(code.made_at),
        "made_by": code.made_by,
        "expires_at": clock.to_text(code.expires_at),
        "used_at": clock.to_text(code.used_at) if code.used_at else None,
    }


def key_out(key: Key) -> dict[str, Any]:
    return {
        "id": key.id,
        "election": key.election,
        "tps": key.tps,
        "algorithm": ALGORITHMS[key.public_key["crv"]],
        "public_key": dict(key.public_key),
        "enrolled_at": clock.to_text(key.enrolled_at),
        "revoked_at": clock.to_text(key.revoked_at) if key.revoked_at else None,
        "reason": key.reason,
    }


def brief_out(
    ballots: Iterable[Ballot], station: Station, names: Mapping[str, str], options: Options
) -> dict[str, Any]:
    """Return all that the field page of one polling station needs, so that it needs no signal."""
    kept = [one for one in ballots if station.code.startswith(one.contest.area)]
    election = kept[0].election
    head = {
        "id": election.id,
        "name": election.name,
        "date": election.date.isoformat(),
        "rehearsal": election.rehearsal,
        "dpt_limit": election.dpt_limit,
        "reserve_percent": options.reserve_percent,
        "photo_pages": options.photo_pages,
    }
    codes = areas.ancestors(station.code)[:-1]
    return {
        "election": head,
        "contests": [contest_out(one.contest) for one in kept],
        "station": station_out(station),
        "areas": [
            {"code": code, "name": names.get(code, code), "level": areas.level(code)}
            for code in codes
        ],
    }
