"""dict → domain: what people and machines say of incidents. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from libs.kit import areas, paging
from libs.kit.ids import is_uuid
from libs.kit.principal import Principal
from libs.kit.reading import Reader
from services.notifications.incidents.domain import (
    SEVERITIES,
    SOURCES,
    STATES,
    STEPS,
    Place,
    Who,
)
from services.notifications.incidents.types import types

LONGEST_HEADLINE, LONGEST_TEXT, LONGEST_NOTE = 120, 4000, 2000
LONGEST_NAME, LONGEST_KEY, LONGEST_ROAD = 80, 200, 40
WIDEST_M, LONGEST_ROAD_M = 50_000, 1_000_000
VERSIONS = 2**31 - 1
AHEAD = timedelta(minutes=10)  # that a reporter's clock may be fast
ME, NOBODY = "me", "nobody"  # as handlers that a list is asked for
# States that a list is asked for besides those there are, with whether they wait for somebody.
ANY_OPEN, WORKING, WAITING, OVER = GROUPS = ("open", "working", "waiting", "over")
_WAITS = {WORKING: False, WAITING: True}
BY_ACCOUNT = ("account", "api")
PLACE = ("point", "radius_m", "area", "tps", "road", "metre", "words")
_SAID = (
    "type", "severity", "headline", "text", "place", "occurred_at", "exercise", "agency",
    "reporter", "source", "dedupe_key",
)  # fmt: skip
_PUBLIC = ("type", "headline", "text", "place", "occurred_at")


@dataclass(frozen=True)
class Saying:
    """A report as it comes in. `dedupe` is an automatic source's key of what it is about."""

    type: str
    severity: str
    headline: str
    text: str
    place: Place
    occurred_at: datetime
    source: str
    exercise: bool = False
    reporter: str = ""
    account: str | None = None
    agency: str = ""
    dedupe: str = ""


def said(data: dict[str, Any], who: Principal, now: datetime, *, desk: bool) -> Saying:
    """Read a report of an account; raises Invalid with all fields.

    `desk`: an operator may say who told it, and give it a severity and mark it an exercise.
    """
    reader = Reader(data)
    reader.only(_SAID)
    told = _told(reader, now)
    source = reader.one_of("source", BY_ACCOUNT, BY_ACCOUNT[0])
    severity = reader.one_of("severity", SEVERITIES, "")
    reporter, exercise = words(reader, "reporter", LONGEST_NAME), reader.flag("exercise")
    if not desk:
        for name in ("severity", "reporter", "exercise"):
            if data.get(name):
                reader.wrong(name, "is for operators to say")
    agency, dedupe = words(reader, "agency", LONGEST_NAME), words(reader, "dedupe_key", LONGEST_KEY)
    reader.end()
    return Saying(
        **{**told, "severity": severity or told["severity"]},
        source=source,
        exercise=exercise,
        reporter=reporter or who.name,
        account=who.id,
        agency=agency,
        dedupe=dedupe and f"{who.id}/{dedupe}",
    )


def said_by_public(data: dict[str, Any], now: datetime) -> Saying:
    """Read a report of nobody in particular."""
    reader = Reader(data)
    reader.only(_PUBLIC)
    told = _told(reader, now)
    reader.end()
    return Saying(**told, source="public")


def _told(reader: Reader, now: datetime) -> dict[str, Any]:
    kind = _type(reader)
    occurred = reader.moment("occurred_at") or now
    if occurred > now + AHEAD:
        reader.wrong("occurred_at", "is still to come")
    return {
        "type": kind,
        "severity": types()[kind].severity if kind else "",
        "headline": _line(reader),
        "text": words(reader, "text", LONGEST_TEXT),
        "place": place(reader),
        "occurred_at": occurred,
    }


def _line(reader: Reader) -> str:
    """Read the headline: one line, whatever it was typed as."""
    return " ".join(reader.text("headline", longest=LONGEST_HEADLINE).split())


def _type(reader: Reader) -> str:
    kind = reader.one_of("type", types(), "")
    if reader.raw("type") is None:
        reader.wrong("type", f"needs one of {', '.join(types())}")
    return kind


def words(reader: Reader, name: str, longest: int) -> str:
    """Read a text that may be absent or empty."""
    return reader.text(name, longest=longest) if reader.raw(name) else ""


def place(reader: Reader) -> Place:
    """Read `{"place": {…}}`, of which something is needed."""
    part = reader.part("place")
    part.only(PLACE)
    spot, road = point(part, "point"), words(part, "road", LONGEST_ROAD)
    metre = None if part.raw("metre") is None else _number(part, "metre", LONGEST_ROAD_M)
    radius = None
    if part.raw("radius_m") is not None:
        radius = part.integer("radius_m", 10, WIDEST_M)
    found = Place(_area(part), spot, radius, road or None, metre, words(part, "words", 200))
    if metre is not None and not road:
        part.wrong("road", "is needed where a metre is told")
    if radius is not None and spot is None and len(found.area) != 13 and not road:
        part.wrong("radius_m", "needs a point, a polling station or a road around which it is")
    if not part.errors and found == Place():
        part.wrong("words", "is needed, or point, area, tps or road: where is it?")
    return found


def _area(part: Reader) -> str:
    code, tps = part.raw("area"), part.raw("tps")
    if tps is not None:
        tps = part.code("tps", 13)
    if code is not None:
        code = part.code("area", *areas.LENGTHS)
        if tps and not tps.startswith(code):
            part.wrong("tps", f"does not lie in {code}")
    return tps or code or ""


def point(part: Reader, name: str) -> tuple[float, float] | None:
    """Read [longitude, latitude] in degrees, which may be absent."""
    value = part.raw(name)
    if value is None:
        return None
    if isinstance(value, list) and [type(one) in (int, float) for one in value] == [True, True]:
        lon, lat = (float(one) for one in value)
        if math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90:
            return lon, lat
    part.wrong(name, "needs [longitude, latitude] in degrees")
    return None


def _number(part: Reader, name: str, most: float) -> float:
    value = part.raw(name)
    if type(value) in (int, float) and math.isfinite(value) and 0 <= value <= most:
        return float(value)
    part.wrong(name, f"needs a number from 0 to {most}")
    return 0.0


# ---- what is done with one


@dataclass(frozen=True)
class Act:
    """What somebody wants done: with which incident, at which version, as what agency, why."""

    incident: str
    version: int
    who: Who
    reason: str
    reader: Reader


def act(data: dict[str, Any], who: Principal, *names: str) -> Act:
    """Read `{"incident", "version", "agency", "reason"}`; the caller reads `names` and ends it."""
    reader = Reader(data)
    reader.only(("incident", "version", "agency", "reason", *names))
    version = reader.integer("version", 1, VERSIONS)
    agency = words(reader, "agency", LONGEST_NAME)
    reason = words(reader, "reason", LONGEST_NOTE)
    me = Who(who.id, who.name, agency)
    return Act(str(data.get("incident")), version, me, reason, reader)


def step(reader: Reader) -> str:
    name = reader.one_of("step", STEPS, "")
    if reader.raw("step") is None:
        reader.wrong("step", f"needs one of {', '.join(STEPS)}")
    return name


def severity(reader: Reader) -> str:
    if reader.raw("severity") is None:
        reader.wrong("severity", f"needs one of {', '.join(SEVERITIES)}")
    return reader.one_of("severity", SEVERITIES, "")


CORRECTED = ("type", "headline", "text", "place", "occurred_at", "exercise")


def corrections(reader: Reader, now: datetime) -> dict[str, Any]:
    """Read those of `CORRECTED` that are there."""
    read: dict[str, Callable[[Reader], Any]] = {
        "type": _type,
        "headline": _line,
        "text": lambda one: words(one, "text", LONGEST_TEXT),
        "place": place,
        "occurred_at": lambda one: one.moment("occurred_at") or now,
        "exercise": lambda one: one.flag("exercise"),
    }
    found = {name: get(reader) for name, get in read.items() if reader.raw(name) is not None}
    if not found and not reader.errors:
        reader.wrong("headline", f"is needed, or another of {', '.join(CORRECTED)}")
    return found


def uuid(reader: Reader, name: str) -> str:
    value = reader.raw(name)
    if not is_uuid(value):
        reader.wrong(name, "needs a UUID")
        return ""
    return str(value)


# ---- lists


@dataclass(frozen=True)
class Query:
    """A page of incidents, the open ones first by severity and age.

    `states` are those that are wanted, all where it is empty; `waiting`: it was handed to somebody
    who has not taken it yet, or was not. `holder` is the account that has it in hand, `handler` the
    name of who has it; of both, empty is anybody, and NOBODY is nobody.
    """

    states: tuple[str, ...]
    waiting: bool | None
    where: dict[str, str]
    area: str
    agency: str
    holder: str
    handler: str
    since: datetime | None
    until: datetime | None
    words: str
    exercise: bool | None
    limit: int
    after: str


def query(data: dict[str, Any], who: Principal, open_states: tuple[str, ...]) -> Query:
    """Read a list's filters, each of which may be absent."""
    limit, after = paging.asked(data)
    reader = Reader(data)
    state = reader.one_of("state", (*STATES, *GROUPS), "")
    choices = {"type": types(), "severity": SEVERITIES, "source": SOURCES}
    where = {name: reader.one_of(name, known, "") for name, known in choices.items()}
    area = "" if data.get("area") is None else reader.code("area", *areas.LENGTHS)
    handler = words(reader, "handler", LONGEST_NAME)
    since, until = reader.moment("since"), reader.moment("until")
    agency, q = words(reader, "agency", LONGEST_NAME), words(reader, "q", LONGEST_KEY)
    exercise = None if data.get("exercise") is None else reader.flag("exercise")
    reader.end()
    states = _states(state, open_states)
    chosen = {name: value for name, value in where.items() if value}
    holder, handler = (who.id, "") if handler == ME else ("", handler)
    held = (holder, handler)
    waits = _WAITS.get(state)
    return Query(
        states, waits, chosen, area, agency, *held, since, until, q, exercise, limit, after
    )


def _states(asked: str, open_states: tuple[str, ...]) -> tuple[str, ...]:
    """Return the states that are meant, none for all of them."""
    if asked == OVER:
        return tuple(one for one in STATES if one not in open_states)
    return open_states if asked in GROUPS else (asked,) if asked else ()
