"""What an event says for an indicator: the thing, where it is, from when until when. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

INCIDENTS, LETTERS, TURNOUT = "insiden-terbuka", "disposisi-terlambat", "partisipasi-pemilih"
ROADS, SPOTS = "kemantapan-jalan", "desa-blank-spot"
BY_VALUE = frozenset({TURNOUT, ROADS, SPOTS})  # their facts tell the year's value by themselves
OVER = ("closed", "false", "duplicate")
REHEARSAL = "gladi-"  # how the ids of elections begin that are not real
_AREA = re.compile(r"\d+")
PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class Fact:
    """One thing, as its newest version has it; `until` None while it goes on."""

    indicator: str
    subject: str
    area: str
    version: int
    since: date
    until: date | None = None
    value: Decimal | None = None


def incident(data: dict[str, Any], zone: tzinfo) -> Fact | None:
    """Return what an incident's event says; None for an exercise, or one without an area."""
    area = str(data["area"] or "")[:10]
    if data["exercise"] or len(area) < 4:
        return None
    since = _day(data["reported_at"], zone)
    changed = max(since, _day(data["changed_at"], zone))
    until = changed if data["state"] == "closed" else None
    if data["state"] in ("false", "duplicate"):
        until = since  # it never was one
    return Fact(INCIDENTS, data["incident"], area, data["version"], since, until)


def letter(data: dict[str, Any], at: datetime, zone: tzinfo) -> Fact | None:
    """Return what an event of a disposition with a deadline says; None for one without.

    It is overdue from the day after its deadline until it is reported, done or cancelled.
    """
    found = _AREA.match(data["receiver"])
    if data["due"] is None or found is None or len(found[0]) not in (4, 6, 10):
        return None
    since = date.fromordinal(date.fromisoformat(data["due"]).toordinal() + 1)
    ended = data["state"] in ("reported", "done", "cancelled")
    until = max(since, at.astimezone(zone).date()) if ended else None
    return Fact(LETTERS, data["disposition"], found[0], data["version"], since, until)


def turnout(data: dict[str, Any], zone: tzinfo) -> list[Fact]:
    """Return each area's turnout in percent; nothing of a rehearsal."""
    if data["election"].startswith(REHEARSAL):
        return []
    year = _day(data["as_of"], zone).replace(month=1, day=1)
    contest = f"{data['election']}/{data['contest']}"
    return [
        Fact(
            TURNOUT,
            f"{contest}/{row['area']}",
            row["area"],
            data["version"],
            year,
            None,
            (Decimal(str(row["turnout"])) * 100).quantize(PLACES),
        )
        for row in data["areas"]
        if row["turnout"] is not None and len(row["area"]) in (4, 6, 10)
    ]


def roads(data: dict[str, Any], at: datetime, zone: tzinfo) -> Fact:
    """Return how sound an area's roads are in the year of the event; no value without a road."""
    found = data["soundness"]
    return _of_area(ROADS, data, at, zone, None if found is None else Decimal(str(found)))


def spots(data: dict[str, Any], at: datetime, zone: tzinfo) -> Fact:
    """Return how many villages of an area have a blank spot, in the year of the event."""
    return _of_area(SPOTS, data, at, zone, Decimal(data["blank"]))


def _of_area(
    indicator: str, data: dict[str, Any], at: datetime, zone: tzinfo, value: Decimal | None
) -> Fact:
    year = at.astimezone(zone).date().replace(month=1, day=1)
    return Fact(indicator, data["area"], data["area"], data["version"], year, None, value)


def _day(text: str, zone: tzinfo) -> date:
    return datetime.fromisoformat(text).astimezone(zone).date()
