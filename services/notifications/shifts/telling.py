"""What others are told of rosters and hand-overs: no name of a person, no notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.engine import Connection

from libs.kit import clock, outbox
from libs.kit.envelope import Event
from services.notifications.shifts.domain import Agency, HandOver, Shift

SERVICE = "notifications"


def shifts_changed(
    tx: Connection,
    agency: Agency,
    what: str,
    shift: Shift | None = None,
    days: Sequence[date] = (),
) -> None:
    """Tell that a shift, or the roster of some days, is another one."""
    all_days = [shift.day] if shift else sorted(days)
    if not all_days:
        return
    data = {
        "agency": agency.agency,
        "area": agency.area,
        "what": what,
        "shift": shift.id if shift else None,
        "first_day": all_days[0].isoformat(),
        "last_day": all_days[-1].isoformat(),
    }
    outbox.add(tx, SERVICE, Event("shift_changed", agency.agency, data))


def hand_over_given(tx: Connection, agency: Agency, one: HandOver) -> None:
    data = {**_hand_over(agency, one), "incidents": len(one.incidents)}
    outbox.add(tx, SERVICE, Event("hand_over_given", one.id, data))


def hand_over_accepted(tx: Connection, agency: Agency, one: HandOver) -> None:
    outbox.add(tx, SERVICE, Event("hand_over_accepted", one.id, _hand_over(agency, one)))


def _hand_over(agency: Agency, one: HandOver) -> dict[str, object]:
    at = one.accepted_at or one.at
    return {
        "hand_over": one.id,
        "shift": one.shift,
        "agency": agency.agency,
        "area": agency.area,
        "version": one.version,
        "at": clock.to_text(at),
    }
