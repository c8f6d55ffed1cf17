"""What the bar at the head of the room's pages shows: who is on duty, what was handed over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.principal import Principal
from libs.kit.request import Request
from services.notifications.shifts import handing_over
from services.notifications.shifts.domain import Absence, HandOver, Shift, gaps
from services.notifications.shifts.lists_repository import Lists
from services.notifications.shifts.repository import Agencies
from services.notifications.shifts.rosters_repository import Absences, HandOvers
from services.notifications.shifts.shown import moment, shift_out

Data = dict[str, Any]
AHEAD, BACK = timedelta(days=7), timedelta(hours=24)
SOON = timedelta(hours=2)  # before its start: who comes next may read and accept already


def bar(tx: Connection, request: Request) -> Data:
    """Return `{"mine", "on_duty", "hand_over", "given", "gaps"}` of the agencies that one reads.

    `mine` is one's own shift that runs, or else the one that begins next within two hours;
    `given`: whether its hand-over is given, and by whom accepted.
    """
    who, at = request.principal, clock.now()
    of = {one.agency: one for one in Agencies(tx).all(who)}
    coming = Lists(tx).coming(list(of), at - BACK, at + AHEAD)
    away = Absences(tx).between(at, at + AHEAD + timedelta(days=1))
    running = [one for one in coming if one.starts <= at < one.stays]
    mine = _mine(coming, who, at)
    told = HandOvers(tx).latest([mine.agency] if mine else list(of), at - BACK)
    chosen = _chosen(tx, told, mine, who)
    given = next((one for one in told if mine and one.shift == mine.id), None)
    return {
        "at": moment(at),
        "mine": mine and shift_out(mine, of[mine.agency], away, who),
        "on_duty": [_on_duty(one, away, at) for one in running],
        "hand_over": chosen and handing_over.shown(tx, chosen, who),
        "given": given and {"at": moment(given.at), "accepted_by": given.accepted_by},
        "gaps": sum(any(gap.ends > at for gap in gaps(one, away)) for one in coming),
    }


def _mine(coming: Sequence[Shift], who: Principal, at: datetime) -> Shift | None:
    """Return the shift that one is in: that began last of those that run, else the next."""
    own = [one for one in coming if who.name in one.people]
    running = [one for one in own if one.starts <= at < one.stays]
    if running:
        return running[-1]
    return next((one for one in own if at < one.starts <= at + SOON), None)


def _chosen(
    tx: Connection, told: Sequence[HandOver], mine: Shift | None, who: Principal
) -> HandOver | None:
    """Return what waits for one to accept, else the newest."""
    for one in told:
        if one.accepted_by is None and who.name in handing_over.next_people(tx, one.shift):
            return one
    others = [one for one in told if mine is None or one.shift != mine.id]
    return next(iter(others), None)


def _on_duty(one: Shift, away: Sequence[Absence], at: datetime) -> Data:
    gone = {each.person for each in away if each.starts <= at < each.ends}
    return {
        "id": one.id,
        "agency": one.agency,
        "name": one.name,
        "starts": moment(one.starts),
        "ends": moment(one.ends),
        "people": [name for name in one.people if name not in gone],
    }
