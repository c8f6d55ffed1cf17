"""What is told of by itself: gaps within a day, hand-overs that lack or that nobody accepted."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from services.notifications.alerts.raising import Cause, raise_alert, resolve
from services.notifications.shifts import handing_over
from services.notifications.shifts.domain import PLANNED, Agency, Shift, gaps
from services.notifications.shifts.lists_repository import Lists
from services.notifications.shifts.repository import Agencies
from services.notifications.shifts.rosters_repository import Absences, HandOvers

GAP, HAND_OVER = "shift.gap", "shift.hand_over"
GAP_TOLD, LATE_TOLD = "gap_told_at", "late_told_at"
SOON, LONG_AGO = timedelta(days=1), timedelta(hours=24)
BY = "shifts"


def look(tx: Connection, at: datetime) -> None:
    """Raise what is wrong now, and end what was told of and is right again."""
    agencies, lists = {one.agency: one for one in Agencies(tx).everyone()}, Lists(tx)
    near = lists.coming(list(agencies), at - LONG_AGO, at + SOON)
    told = {mark: {one.id: one for one in lists.told(mark)} for mark in (GAP_TOLD, LATE_TOLD)}
    gaps_now = _gaps(tx, near, agencies, at)
    late_now = _late(tx, near, agencies, at)
    for mark, wrong in ((GAP_TOLD, gaps_now), (LATE_TOLD, late_now)):
        for shift, cause in wrong.items():
            if shift not in told[mark]:
                raise_alert(tx, cause, at)
                lists.mark(shift, mark, at)
        for shift in told[mark].keys() - wrong.keys():
            resolve(tx, _key(mark, shift), BY, at)
            lists.mark(shift, mark, None)


def _gaps(
    tx: Connection, near: list[Shift], agencies: dict[str, Agency], at: datetime
) -> dict[str, Cause]:
    """Return what to tell of shifts that have too few within a day, by shift."""
    away = Absences(tx).between(at, at + SOON + timedelta(days=1))
    found = {}
    for one in near:
        short = max((gap.short for gap in gaps(one, away) if gap.ends > at), default=0)
        if short:
            said = f"{one.agency}, {one.name}: kurang {short} orang"
            severity = "major" if one.starts <= at else "minor"
            found[one.id] = _cause(GAP_TOLD, GAP, severity, one, agencies[one.agency], said)
    return found


def _late(
    tx: Connection, near: list[Shift], agencies: dict[str, Agency], at: datetime
) -> dict[str, Cause]:
    """Return what to tell of hand-overs that lack, or that nobody accepted, by shift."""
    past = [one for one in near if one.state == PLANNED and one.people]
    over = [one for one in past if _is_late(one, agencies[one.agency], at)]
    given = HandOvers(tx).of_shifts([one.id for one in over])
    found = {}
    for one in over:
        told = given.get(one.id)
        if (told and told.accepted_by) or not handing_over.next_shifts(tx, one):
            continue
        what = "belum diterima" if told else "belum diberikan"
        said = f"{one.agency}, {one.name}: serah terima {what}"
        found[one.id] = _cause(LATE_TOLD, HAND_OVER, "minor", one, agencies[one.agency], said)
    return found


def _is_late(one: Shift, agency: Agency, at: datetime) -> bool:
    minutes = agency.late_minutes
    return bool(minutes) and one.ends + timedelta(minutes=minutes) <= at


def _cause(
    mark: str, topic: str, severity: str, one: Shift, agency: Agency, headline: str
) -> Cause:
    link = f"/console/shifts?agency={agency.agency}&day={one.day.isoformat()}"
    return Cause(
        key=_key(mark, one.id),
        topic=topic,
        severity=severity,
        area=agency.area,
        headline=headline,
        link=link,
        about=("shift", one.id),
    )


def _key(mark: str, shift: str) -> str:
    return f"shift/{'gap' if mark == GAP_TOLD else 'late'}/{shift}"
