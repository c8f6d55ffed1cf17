"""Who is on duty in the demo: three agencies in three shifts, made and labelled so.

The shifts turn so that the account `operator` is on duty at the first run, and `admin` was before,
whose notes wait to be read. A later run adds nothing.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Any

import orjson

from libs.kit import clock
from libs.kit.calling import Calls
from libs.kit.principal import Principal
from services.notifications.demo.playing import CITY, LABEL, NAMESPACE
from services.notifications.shifts.patterns import span

ROSTER = Path(__file__).with_name("roster.json")
TURN_DAYS = 2  # two mornings, two afternoons, two nights, two days off
AGENCY = "BPBD"  # which hands over, so that its shift before is there too
SHIFT = timedelta(hours=8)
ADMIN = Principal("demo:admin", "admin", frozenset({"admin"}), CITY)


def put(calls: Calls, now: datetime, zone: tzinfo) -> None:
    """Put agencies, patterns and a hand-over, unless they are there."""
    by = calls.by(ADMIN)
    if by.read("list_shift_agencies", {})["items"]:
        return
    made: dict[str, Any] = orjson.loads(ROSTER.read_bytes())
    local = now.astimezone(zone)
    first, running = _first(local, made["hours"])
    for one in made["agencies"]:
        rules = {"agency": one["agency"], "area": CITY, "late_minutes": one["late_minutes"]}
        by.command("put_shift_agency", rules)
        for place, hours in enumerate(made["hours"]):
            turn = (running - place) % len(one["teams"])
            by.command("add_shift_pattern", _pattern(one, hours, turn, first))
            shift = _shift(one, hours, turn, first, local.date() - timedelta(days=1), zone)
            since = now - SHIFT if one["agency"] == AGENCY else now
            if clock.from_text(shift["ends"]) > since:
                by.command("add_shift", shift)
    _hand_over(by, now, made["notes"])


def _first(local: datetime, hours: list[list[str]]) -> tuple[date, int]:
    """Return the day to which the shift that runs belongs, and its place in the day."""
    begun = [place for place, (_, starts, _) in enumerate(hours) if f"{local:%H:%M}" >= starts]
    if begun:
        return local.date(), begun[-1]
    return local.date() - timedelta(days=1), len(hours) - 1


def _pattern(one: dict[str, Any], hours: list[str], turn: int, first: date) -> dict[str, Any]:
    name, starts, ends = hours
    return {
        "agency": one["agency"],
        "name": name + LABEL,
        "starts": starts,
        "ends": ends,
        "teams": one["teams"],
        "needed": one["needed"],
        "turn_days": TURN_DAYS,
        "turn_offset": turn,
        "first_day": first.isoformat(),
    }


def _shift(
    one: dict[str, Any], hours: list[str], turn: int, first: date, day: date, zone: tzinfo
) -> dict[str, Any]:
    """Return the pattern's shift of a day before it was made."""
    name, starts, ends = hours
    begins, over = span(day, time.fromisoformat(starts), time.fromisoformat(ends), zone)
    team = ((day - first).days // TURN_DAYS + turn) % len(one["teams"])
    return {
        "agency": one["agency"],
        "name": name + LABEL,
        "starts": clock.to_text(begins),
        "ends": clock.to_text(over),
        "needed": one["needed"],
        "people": one["teams"][team],
    }


def _hand_over(by: Calls, now: datetime, notes: str) -> None:
    days = {
        "from": str((now - timedelta(days=2)).date()),
        "to": str(now.date() + timedelta(days=1)),
    }
    shifts = by.read("list_shifts", {"agency": AGENCY, **days, "limit": 50})["items"]
    over = [one for one in shifts if clock.from_text(one["ends"]) <= now]
    command = str(uuid.uuid5(NAMESPACE, "hand-over"))
    if over and over[-1]["mine"]:
        data = {"shift": over[-1]["id"], "notes": notes}
        by.command("hand_over_shift", data, command_id=command)
