"""Stages ↔ dicts, events, and the calendar. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar
from icalendar import Event as Entry

from libs.kit.envelope import Event
from libs.kit.reading import Reader
from services.elections.domain import Election
from services.elections.stages.domain import REMIND, Due, Stage, Template, parts_of

KNOWN = ("election", "id", "name", "parent", "starts", "ends", "timing", "body", "basis")
FARTHEST = 366
LONGEST, LONGEST_NAME = 500, 200  # characters
REFRESH = "P1D"


def stage(data: dict[str, Any]) -> Stage:
    """Read one stage; raises Invalid that names each field."""
    reader = Reader(data)
    reader.only((*KNOWN, "place", "remind"))
    starts, ends = _day(reader, "starts"), _day(reader, "ends")
    if starts and ends and ends < starts:
        reader.wrong("ends", "lies before the start")
    found = Stage(
        reader.slug("id"),
        reader.text("name"),
        reader.slug("parent") if reader.raw("parent") is not None else None,
        starts,
        ends,
        _words(reader, "timing", LONGEST),
        _words(reader, "body"),
        _words(reader, "basis"),
        reader.integer("place", 0, 10_000, 0),
        _remind(reader),
    )
    reader.end()
    return found


def _words(reader: Reader, name: str, longest: int = LONGEST_NAME) -> str:
    return reader.text(name, "", longest) if reader.raw(name) else ""


def _day(reader: Reader, name: str) -> date | None:
    return None if reader.raw(name) is None else reader.day(name)


def _remind(reader: Reader) -> tuple[int, ...]:
    value = reader.raw("remind")
    if value is None:
        return REMIND
    days = value if isinstance(value, list) and len(value) <= 10 else None
    if days is None or any(type(one) is not int or not 0 <= one <= FARTHEST for one in days):
        reader.wrong("remind", f"needs up to 10 numbers of days from 0 to {FARTHEST}")
        return ()
    return tuple(sorted(set(days), reverse=True))


def asked(data: dict[str, Any]) -> tuple[str, date | None]:
    """Read which template is wanted, and around which voting day."""
    reader = Reader(data)
    reader.only(("election", "template", "shift_to"))
    found = reader.text("template"), _day(reader, "shift_to")
    reader.end()
    return found


def stage_out(one: Stage) -> dict[str, Any]:
    days = {name: _text(getattr(one, name)) for name in ("starts", "ends")}
    return asdict(one) | days | {"remind": list(one.remind)}


def tree(stages: Sequence[Stage], today: date, parent: str | None = None) -> list[dict[str, Any]]:
    """Return the stages nested, each with how it stands today."""
    return [
        stage_out(one) | {"state": one.state(today), "children": tree(stages, today, one.id)}
        for one in parts_of(stages, parent)
    ]


def template_out(template: Template) -> dict[str, Any]:
    head = {"id": template.id, "name": template.name, "stages": len(template.stages)}
    return head | {"voting_day": template.voting_day.isoformat()}


def stages_changed(election: Election) -> Event:
    data = {"election": election.id, "area": election.area}
    return Event("stages_changed", election.id, data)


def stage_due(of: tuple[str, str, str], due: Due) -> Event:
    """Return the fact that a stage begins or ends soon; `of`: the election, its name, its area."""
    election, election_name, area = of
    data = {
        "election": election,
        "election_name": election_name,
        "area": area,
        "stage": due.stage.id,
        "name": due.stage.name,
        "edge": due.edge,
        "day": due.day.isoformat(),
        "left": due.left,
        "body": due.stage.body,
    }
    return Event("stage_due", f"{election}/{due.stage.id}", data)


def calendar(election: Election, stages: Sequence[Stage], changed_at: datetime) -> bytes:
    """Return the stages as an iCalendar feed (RFC 5545, RFC 7986), a whole-day entry each."""
    made = Calendar()
    made.add("prodid", "-//Kendali//Tahapan//ID")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):
        made.add(name, f"Tahapan {election.name}")
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"}, encode=False)
    for one in stages:
        if one.starts is not None or one.ends is not None:
            made.add_component(_entry(election, one, changed_at))
    return bytes(made.to_ical())


def _entry(election: Election, one: Stage, changed_at: datetime) -> Entry:
    first, last = one.starts or one.ends, one.ends or one.starts
    assert first is not None  # noqa: S101 - whoever calls has looked
    assert last is not None  # noqa: S101
    entry = Entry()
    entry.add("uid", f"{election.id}.{one.id}@tahapan.kendali")
    entry.add("dtstamp", changed_at)
    entry.add("summary", one.name if one.starts else f"Batas akhir: {one.name}")
    entry.add("dtstart", first)
    entry.add("dtend", last + timedelta(days=1))  # the day after: DTEND is not in it
    entry.add("transp", "TRANSPARENT")
    told = (("Penanggung jawab", one.body), ("Dasar", one.basis), ("Waktu", one.timing))
    lines = [f"{name}: {text}" for name, text in told if text]
    if lines:
        entry.add("description", "\n".join(lines))
    return entry


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
