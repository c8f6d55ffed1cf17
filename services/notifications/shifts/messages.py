"""dict → domain: what people say of shifts. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from libs.kit import areas
from libs.kit.ids import is_uuid, new_id
from libs.kit.reading import Reader
from services.notifications.shifts.domain import REST_RULES, Agency, Shift
from services.notifications.shifts.patterns import Pattern

LONGEST_NAME, LONGEST_REASON, LONGEST_NOTES = 80, 500, 8000
MOST_PEOPLE, MOST_TEAMS = 50, 31
LONGEST = timedelta(hours=24)
LONGEST_ABSENCE = timedelta(days=370)
FARTHEST_DAYS = 400  # that a list or a calendar reaches
VERSIONS = 2**31 - 1
RULES = {
    "rest_minutes": (0, 2880),
    "overlap_minutes": (0, 240),
    "late_minutes": (0, 240),
    "weeks": (1, 26),
}
_FACTS = ("name", "starts", "ends", "needed", "people")


def words(reader: Reader, name: str, longest: int) -> str:
    """Read a text that may be absent or empty."""
    return reader.text(name, longest=longest) if reader.raw(name) else ""


def agency(data: dict[str, Any], before: Agency | None, who: str, now: datetime) -> Agency:
    """Read an agency's rules; what is not said stays as it was, or is as usual."""
    reader = Reader(data)
    reader.only(("agency", "area", "rest_rule", "swaps_approved", *RULES))
    name = reader.text("agency", longest=LONGEST_NAME)
    area = before.area if before and data.get("area") is None else reader.code("area", *LEVELS)
    base = before or Agency(name, area, who, now)
    numbers: dict[str, Any] = {
        key: reader.integer(key, *span, getattr(base, key)) for key, span in RULES.items()
    }
    rule = reader.one_of("rest_rule", REST_RULES, base.rest_rule)
    given = data.get("swaps_approved") is not None
    approved = reader.flag("swaps_approved") if given else base.swaps_approved
    reader.end()
    stamp: dict[str, Any] = {"changed_by": who, "changed_at": now}
    return Agency(base.agency, area, **stamp, **numbers, rest_rule=rule, swaps_approved=approved)


LEVELS = areas.LENGTHS[:-1]


def pattern(data: dict[str, Any], who: str, now: datetime, today: date) -> Pattern:
    """Read a pattern; `first_day` is today where it is not said."""
    reader = Reader(data)
    reader.only((*_PATTERN, "agency"))
    starts, ends = wall_clock(reader, "starts"), wall_clock(reader, "ends")
    teams = _teams(reader)
    first = reader.day("first_day") if reader.raw("first_day") else today
    last = reader.day("last_day") if reader.raw("last_day") else None
    if last is not None and last < first:
        reader.wrong("last_day", "is before the first day")
    facts: dict[str, Any] = {
        "name": reader.text("name", longest=LONGEST_NAME),
        "days": _days(reader),
        "needed": reader.integer("needed", 1, MOST_PEOPLE, 1),
        "turn_days": reader.integer("turn_days", 1, 366, 1),
        "turn_offset": reader.integer("turn_offset", 0, 366, 0),
    }
    name = reader.text("agency", longest=LONGEST_NAME)
    reader.end()
    days: dict[str, Any] = {"first_day": first, "last_day": last, "made_by": who, "made_at": now}
    return Pattern(new_id(), name, starts=starts, ends=ends, teams=teams, **facts, **days)


_PATTERN = (
    "name", "starts", "ends", "days", "needed", "teams", "turn_days", "turn_offset", "first_day",
    "last_day",
)  # fmt: skip


def wall_clock(reader: Reader, name: str) -> time:
    """Read a time such as 06:00."""
    value = reader.raw(name)
    try:
        found = time.fromisoformat(value) if isinstance(value, str) and len(value) == 5 else None
    except ValueError:
        found = None
    if found is None:
        reader.wrong(name, "needs a time such as 06:00")
    return found or time()


def _days(reader: Reader) -> tuple[int, ...]:
    days = reader.raw("days")
    if days is None:
        return (1, 2, 3, 4, 5, 6, 7)
    if not isinstance(days, list) or not days or any(day not in range(1, 8) for day in days):
        reader.wrong("days", "needs weekdays from 1 (Monday) to 7")
        return ()
    return tuple(sorted({int(day) for day in days}))


def _teams(reader: Reader) -> tuple[tuple[str, ...], ...]:
    teams = reader.raw("teams")
    if teams is None:
        return ()
    if not isinstance(teams, list) or len(teams) > MOST_TEAMS:
        reader.wrong("teams", f"needs up to {MOST_TEAMS} lists of user names")
        return ()
    return tuple(names(reader, f"teams.{place}", team) for place, team in enumerate(teams))


def names(reader: Reader, name: str, value: Any) -> tuple[str, ...]:
    """Read user names, each once."""
    fine = isinstance(value, list) and len(value) <= MOST_PEOPLE
    if not fine or not all(isinstance(one, str) for one in value):
        reader.wrong(name, f"needs a list of up to {MOST_PEOPLE} user names")
        return ()
    found = tuple(dict.fromkeys(one.strip() for one in value))
    if any(not 0 < len(one) <= LONGEST_NAME or not one.isprintable() for one in found):
        reader.wrong(name, f"needs user names of 1 to {LONGEST_NAME} characters")
        return ()
    return found


def shift(reader: Reader, who: str, now: datetime, of: Agency, zone: Any) -> Shift:
    """Read one shift of an agency; the caller ends the reader."""
    starts, ends = _moment(reader, "starts", now), _moment(reader, "ends", now)
    people = names(reader, "people", reader.raw("people") or [])
    made = Shift(
        new_id(),
        of.agency,
        reader.text("name", longest=LONGEST_NAME),
        starts.astimezone(zone).date(),
        starts,
        ends,
        reader.integer("needed", 1, MOST_PEOPLE, max(1, len(people))),
        of.overlap_minutes,
        who,
        now,
        people,
    )
    _require_span(reader, made)
    return made


def _moment(reader: Reader, name: str, now: datetime) -> datetime:
    if reader.raw(name) is None:
        reader.wrong(name, "needs a time with a zone such as 2024-11-27T18:00:00+07:00")
    return reader.moment(name) or now


def _require_span(reader: Reader, one: Shift) -> None:
    if not reader.errors and not timedelta(0) < one.ends - one.starts <= LONGEST:
        reader.wrong("ends", "needs to be after the start, by 24 hours at most")


def change(data: dict[str, Any], before: Shift, who: str, now: datetime, zone: Any) -> Shift:
    """Read what is to be changed of a shift, at `version`; raises Invalid, ShiftChanged."""
    reader = Reader(data)
    reader.only(("shift", "version", *_FACTS))
    version = reader.integer("version", 1, VERSIONS)
    changes: dict[str, Any] = {}
    if data.get("name") is not None:
        changes["name"] = reader.text("name", longest=LONGEST_NAME)
    for name in ("starts", "ends"):
        if data.get(name) is not None:
            changes[name] = _moment(reader, name, now)
    if data.get("needed") is not None:
        changes["needed"] = reader.integer("needed", 1, MOST_PEOPLE)
    if data.get("people") is not None:
        changes["people"] = names(reader, "people", data["people"])
    if not changes:
        reader.wrong("people", f"is needed, or another of {', '.join(_FACTS)}")
    after = before.changed(who, now, **changes)
    after = replace(after, day=after.starts.astimezone(zone).date())
    _require_span(reader, after)
    reader.end()
    before.require_version(version)
    return after


def uuid(reader: Reader, name: str) -> str:
    value = reader.raw(name)
    if not is_uuid(value):
        reader.wrong(name, "needs a UUID")
        return ""
    return str(value)


def absence(data: dict[str, Any], now: datetime) -> tuple[str, datetime, datetime, str]:
    """Read (person or "" for oneself, from, until, reason)."""
    reader = Reader(data)
    reader.only(("person", "from", "until", "reason"))
    starts, ends = _moment(reader, "from", now), _moment(reader, "until", now)
    person = words(reader, "person", LONGEST_NAME)
    reason = words(reader, "reason", LONGEST_REASON)
    if not reader.errors and not timedelta(0) < ends - starts <= LONGEST_ABSENCE:
        reader.wrong("until", "needs to be after the start, by a year at most")
    if not reader.errors and ends <= now:
        reader.wrong("until", "is over")
    reader.end()
    return person, starts, ends, reason


def days(data: dict[str, Any], today: date) -> tuple[date, date]:
    """Read `from` and `to`, the week from today on where they are not said."""
    reader = Reader(data)
    first = reader.day("from") if data.get("from") is not None else today
    last = reader.day("to") if data.get("to") is not None else first + timedelta(days=6)
    if not reader.errors and not timedelta(0) <= last - first <= timedelta(days=FARTHEST_DAYS):
        reader.wrong("to", f"needs to be after `from`, by {FARTHEST_DAYS} days at most")
    reader.end()
    return first, last
