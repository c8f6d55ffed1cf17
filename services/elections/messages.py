"""Dict ↔ domain for elections, areas and polling stations, both ways. Pure."""

from __future__ import annotations

from typing import Any

from libs.kit.envelope import Event
from libs.kit.reading import Reader
from services.elections.domain import (
    DPT_LIMIT,
    LARGEST_FIGURE,
    SEXES,
    Candidate,
    Contest,
    Election,
    Station,
)

MOST_STATIONS = 1000
AREA_LENGTHS = (2, 4, 6, 10)


def election(data: dict[str, Any]) -> Election:
    """Read an election; raises Invalid that names each field."""
    reader = Reader(data)
    known = ("id", "name", "date", "area", "rehearsal", "dpt_limit", "contests")
    reader.only(known)
    area = reader.code("area", *AREA_LENGTHS)
    found = Election(
        reader.slug("id"),
        reader.text("name"),
        reader.day("date"),
        area,
        tuple(_contest(part, area) for part in reader.items("contests", 20)),
        reader.flag("rehearsal"),
        reader.integer("dpt_limit", 1, LARGEST_FIGURE, DPT_LIMIT),
    )
    if len({contest.id for contest in found.contests}) < len(found.contests):
        reader.wrong("contests", "names a contest twice")
    reader.end()
    return found


def _contest(reader: Reader, election_area: str) -> Contest:
    reader.only(("id", "name", "area", "candidates"))
    area = reader.code("area", *AREA_LENGTHS) if reader.raw("area") else election_area
    if not area.startswith(election_area):
        reader.wrong("area", "lies outside the election's area")
    parts = reader.items("candidates", 100)
    candidates = tuple(sorted(map(_candidate, parts), key=lambda one: one.number))
    if len({one.number for one in candidates}) < len(candidates):
        reader.wrong("candidates", "gives a number twice")
    return Contest(reader.slug("id"), reader.text("name"), area, candidates)


def _candidate(reader: Reader) -> Candidate:
    reader.only(("number", "name", "kolom_kosong", "sirekap_id"))
    number, name = reader.integer("number", 1, 999), reader.text("name")
    known_as = reader.text("sirekap_id", default="") or None
    return Candidate(number, name, reader.flag("kolom_kosong"), known_as)


def election_out(found: Election) -> dict[str, Any]:
    return {
        "id": found.id,
        "name": found.name,
        "date": found.date.isoformat(),
        "area": found.area,
        "rehearsal": found.rehearsal,
        "dpt_limit": found.dpt_limit,
        "contests": [contest_out(contest) for contest in found.contests],
    }


def contest_out(contest: Contest) -> dict[str, Any]:
    candidates = [candidate_out(candidate) for candidate in contest.candidates]
    head = {"id": contest.id, "name": contest.name, "area": contest.area}
    return head | {"candidates": candidates}


def candidate_out(one: Candidate) -> dict[str, Any]:
    head = {"number": one.number, "name": one.name, "kolom_kosong": one.kolom_kosong}
    return head | ({"sirekap_id": one.sirekap_id} if one.sirekap_id else {})


def areas_in(data: dict[str, Any], root: str) -> dict[str, str]:
    """Read names of areas by code, at most 1000, all related to the election's area."""
    reader = Reader(data)
    reader.only(("election", "items"))
    found: dict[str, str] = {}
    for part in reader.items("items", MOST_STATIONS):
        part.only(("code", "name"))
        code = part.code("code", *AREA_LENGTHS)
        if not (code.startswith(root) or root.startswith(code)):
            part.wrong("code", "lies outside the election's area")
        found[code] = part.text("name")
    reader.end()
    return found


def stations(data: dict[str, Any], root: str) -> list[Station]:
    """Read at most 1000 polling stations of the election's area, sorted by code."""
    reader = Reader(data)
    reader.only(("election", "items"))
    found = [_station(part, root) for part in reader.items("items", MOST_STATIONS)]
    if len({station.code for station in found}) < len(found):
        reader.wrong("items", "gives a code twice")
    reader.end()
    return sorted(found, key=lambda station: station.code)


def _station(reader: Reader, root: str) -> Station:
    reader.only(("code", "dpt", "point", "name"))
    code = reader.code("code", 13)
    if code and not code.startswith(root):
        reader.wrong("code", "lies outside the election's area")
    dpt = _dpt(reader.part("dpt")) if reader.raw("dpt") is not None else None
    point = reader.raw("point")
    if point is not None and not _is_point(point):
        reader.wrong("point", "needs [longitude, latitude] in degrees")
        point = None
    name = reader.text("name", default="") or None
    return Station(code, dpt, (point[0], point[1]) if point else None, name)


def _dpt(reader: Reader) -> dict[str, int]:
    reader.only(SEXES)
    male = reader.integer("male", 0, LARGEST_FIGURE)
    female = reader.integer("female", 0, LARGEST_FIGURE)
    total = reader.integer("total", 0, LARGEST_FIGURE, male + female)
    return {"male": male, "female": female, "total": total}


def _is_point(value: Any) -> bool:
    numbers = isinstance(value, list) and len(value) == 2
    if not numbers or not all(type(one) in (int, float) for one in value):
        return False
    return bool(-180 <= value[0] <= 180 and -90 <= value[1] <= 90)


def station_out(station: Station) -> dict[str, Any]:
    return {
        "code": station.code,
        "number": station.number,
        "special": station.special,
        "name": station.name,
        "dpt": station.dpt,
        "point": list(station.point) if station.point else None,
    }


def station_registered(election: Election, station: Station) -> Event:
    shown = station_out(station)
    head = {"election": election.id, "rehearsal": election.rehearsal, "tps": shown.pop("code")}
    return Event("station_registered", f"{election.id}/{station.code}", head | shown)


def election_registered(found: Election) -> Event:
    return Event("election_registered", found.id, election_out(found))
