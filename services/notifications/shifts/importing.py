"""A roster from a file, CSV or iCalendar: all of it comes in, or nothing, with each row named."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.errors import FieldError, Invalid
from libs.kit.ids import new_id
from libs.kit.request import Request
from services.notifications.shifts import access, calendars, planning, telling
from services.notifications.shifts.domain import CANCELLED, PLANNED, Agency, Shift, ShiftClash
from services.notifications.shifts.messages import LONGEST, LONGEST_NAME, MOST_PEOPLE
from services.notifications.shifts.patterns import span
from services.notifications.shifts.repository import Agencies, Shifts

LARGEST = 1 << 20
MOST_ROWS, MOST_ERRORS = 2_000, 100
COLUMNS = ("day", "name", "starts", "ends", "needed", "people")
LEAST = ("day", "name", "starts", "ends")


@dataclass(frozen=True)
class Row:
    """A line or an event of a file: `where` names it to who sent it, `key` in the database."""

    where: str
    key: str
    name: str
    starts: datetime
    ends: datetime
    needed: int | None
    people: tuple[str, ...]
    cancelled: bool = False


class _Wrong(ValueError):
    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


def take_in(tx: Connection, request: Request, zone: tzinfo) -> dict[str, Any]:
    """Take over a file for `{"agency"}`; answers `{"made", "changed", "cancelled", "same"}`."""
    who, errors = request.principal, list[FieldError]()
    agency = Agencies(tx).get(str(request.data.get("agency")), who)
    access.require_planner(who, agency.area)
    if len(request.attachment) > LARGEST:
        raise Invalid(errors=(FieldError("body", f"has more than {LARGEST} bytes"),))
    rows = read(request.attachment, zone, errors)
    counts = dict.fromkeys(("made", "changed", "cancelled", "same"), 0)
    warnings, days = list[str](), list[date]()
    known = Shifts(tx).of_source(agency.agency, [row.key for row in rows])
    for row in rows:
        try:
            what, shift = _put(tx, agency, known.get(row.key), row, who.name, zone, warnings)
        except ShiftClash as clash:
            errors.append(FieldError(f"{row.where}.people", clash.detail))
            continue
        counts[what] += 1
        if shift is not None:
            days.append(shift.day)
    if errors:
        raise Invalid("nothing of the file came in", tuple(errors[:MOST_ERRORS]))
    telling.shifts_changed(tx, agency, "imported", days=days)
    return {**counts, "warnings": warnings[:MOST_ERRORS]}


def _put(
    tx: Connection,
    agency: Agency,
    before: Shift | None,
    row: Row,
    who: str,
    zone: tzinfo,
    warnings: list[str],
) -> tuple[str, Shift | None]:
    """Make or change the row's shift; returns what became of it."""
    facts = _facts(row, zone)
    same = before is not None and all(getattr(before, name) == facts[name] for name in facts)
    if same or (before is None and row.cancelled):
        return "same", None
    now = clock.now()
    after = (
        _new(agency, row, who, now, facts) if before is None else before.changed(who, now, **facts)
    )
    if not row.cancelled:
        found = planning.check(tx, agency, after, after.people)
        warnings += [f"{row.where}: {text}" for text in found]
    if before is None:
        Shifts(tx).add(after)
        return "made", after
    Shifts(tx).save(after)
    return ("cancelled" if row.cancelled else "changed"), after


def _facts(row: Row, zone: tzinfo) -> dict[str, Any]:
    """Return what a row says of its shift, by the fields of Shift."""
    return {
        "name": row.name,
        "day": row.starts.astimezone(zone).date(),
        "starts": row.starts,
        "ends": row.ends,
        "needed": row.needed or max(1, len(row.people)),
        "people": tuple(sorted(row.people)),
        "state": CANCELLED if row.cancelled else PLANNED,
    }


def _new(agency: Agency, row: Row, who: str, now: datetime, facts: dict[str, Any]) -> Shift:
    return Shift(
        id=new_id(),
        agency=agency.agency,
        overlap_minutes=agency.overlap_minutes,
        changed_by=who,
        changed_at=now,
        source_key=row.key,
        **facts,
    )


def read(content: bytes, zone: tzinfo, errors: list[FieldError]) -> list[Row]:
    """Read a file's rows; what is wrong with them is added to `errors`."""
    if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:15].upper() == b"BEGIN:VCALENDAR":
        found = _calendar(content, zone, errors)
    else:
        found = _sheet(content, zone, errors)
    rows: dict[str, Row] = {}
    for row in found:
        if row.key in rows:
            errors.append(FieldError(row.where, f"is {rows[row.key].where} again"))
        rows.setdefault(row.key, row)
        if len(rows) > MOST_ROWS:
            raise Invalid(errors=(FieldError("body", f"has more than {MOST_ROWS} shifts"),))
    if not rows and not errors:
        errors.append(FieldError("body", "has no shift"))
    return list(rows.values())


# ---- CSV


def _sheet(content: bytes, zone: tzinfo, errors: list[FieldError]) -> Iterator[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(errors=(FieldError("body", "needs UTF-8"),)) from None
    head = text.partition("\n")[0]
    mark = ";" if head.count(";") > head.count(",") else ","
    sheet = csv.DictReader(io.StringIO(text), delimiter=mark)
    lacking = [name for name in LEAST if name not in (sheet.fieldnames or ())]
    if lacking:
        told = f"needs the columns {', '.join(COLUMNS)}; {', '.join(lacking)} is not there"
        raise Invalid(errors=(FieldError("row 1", told),))
    try:
        for line in sheet:
            where = f"row {sheet.line_num}"
            try:
                yield _of_line(line, where, zone)
            except _Wrong as wrong:
                errors.append(FieldError(f"{where}.{wrong.field}", str(wrong)))
    except csv.Error as error:
        raise Invalid(errors=(FieldError("body", f"is no CSV: {error}"),)) from None


def _of_line(line: dict[str, Any], where: str, zone: tzinfo) -> Row:
    said = {name: str(line.get(name) or "").strip() for name in COLUMNS}
    day = _parsed("day", said["day"], date.fromisoformat, "a day such as 2024-11-27")
    starts, ends = (
        _parsed(name, said[name], time.fromisoformat, "a time such as 06:00")
        for name in ("starts", "ends")
    )
    if starts.tzinfo or ends.tzinfo:
        raise _Wrong("starts", "needs a time of the wall clock, without a zone")
    needed = int(said["needed"]) if said["needed"].isdecimal() else None
    if said["needed"] and not (needed and needed <= MOST_PEOPLE):
        raise _Wrong("needed", f"needs a number from 1 to {MOST_PEOPLE}")
    people = _people(said["people"].replace(",", ";").split(";"))
    name = _name("name", said["name"])
    first, last = span(day, starts, ends, zone)
    return Row(where, f"{day}/{starts:%H:%M}/{name}", name, first, last, needed, people)


def _parsed(field: str, text: str, parse: Any, wanted: str) -> Any:
    try:
        return parse(text)
    except ValueError:
        raise _Wrong(field, f"needs {wanted}, not {text[:40]!r}") from None


def _name(field: str, text: str) -> str:
    if not 0 < len(text) <= LONGEST_NAME or not text.isprintable():
        raise _Wrong(field, f"needs a text of 1 to {LONGEST_NAME} characters")
    return text


def _people(said: list[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(one.strip() for one in said if one.strip()))
    if len(found) > MOST_PEOPLE:
        raise _Wrong("people", f"needs {MOST_PEOPLE} people at most")
    return tuple(_name("people", one) for one in found)


# ---- iCalendar


def _calendar(content: bytes, zone: tzinfo, errors: list[FieldError]) -> Iterator[Row]:
    try:
        found = calendars.events(content)
    except ValueError as error:
        told = f"is no iCalendar: {str(error)[:120]}"
        raise Invalid(errors=(FieldError("body", told),)) from None
    for place, event in enumerate(found, 1):
        where = f"event {place} ({str(event.get('uid', 'without UID'))[:60]})"
        try:
            yield _of_event(event, where, zone)
        except _Wrong as wrong:
            errors.append(FieldError(f"{where}.{wrong.field}", str(wrong)))


def _of_event(event: Any, where: str, zone: tzinfo) -> Row:
    uid = str(event.get("uid", ""))
    if not 0 < len(uid) <= 200 or not uid.isprintable():
        raise _Wrong("UID", "is needed, with 200 characters at most")
    if event.get("rrule") is not None or event.get("rdate") is not None:
        raise _Wrong("RRULE", "repeats: each shift has to be an event of its own")
    starts, ends = _moment(event, "dtstart", zone), _moment(event, "dtend", zone)
    if not timedelta(0) < ends - starts <= LONGEST:
        raise _Wrong("DTEND", "needs to be after DTSTART, by 24 hours at most")
    said = event.get("attendee") or []
    people = _people([_attendee(one) for one in (said if isinstance(said, list) else [said])])
    name = _name("SUMMARY", str(event.get("summary", "")).strip())
    cancelled = str(event.get("status", "")).upper() == "CANCELLED"
    return Row(where, uid, name, starts, ends, None, people, cancelled)


def _attendee(one: Any) -> str:
    named = str(getattr(one, "params", {}).get("CN", "")).strip().strip('"')
    return named or str(one).lower().removeprefix("mailto:").partition("@")[0]


def _moment(event: Any, name: str, zone: tzinfo) -> datetime:
    value = getattr(event.get(name), "dt", None)
    if not isinstance(value, datetime):
        raise _Wrong(name.upper(), "needs a day and a time")
    return value if value.tzinfo else value.replace(tzinfo=zone)
