"""What is shown of incidents: one with all that hangs on it, lists, counts, the log."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import areas, paging
from libs.kit.ids import is_uuid
from libs.kit.principal import Principal
from libs.kit.reading import Reader
from libs.kit.request import Request
from services.notifications.incidents import (
    access,
    hanging_repository,
    lists_repository,
    messages,
    wire,
)
from services.notifications.incidents.domain import OPEN, STATES, Incident
from services.notifications.incidents.hanging import task_out, unit_out
from services.notifications.incidents.reports_repository import SHOWN, Like, Reports
from services.notifications.incidents.repository import Incidents
from services.notifications.incidents.wire import incident_out, moment

Data = dict[str, Any]
_SENT = ("reported", "photo_added")  # by people who are told to operators alone
_TIMES = ("occurred_at", "first_at", "last_at")


def incident(tx: Connection, request: Request) -> Data:
    """Return the incident of `{"incident"}` with reports, tasks, units and duplicates."""
    one = get(tx, request)
    who, store = request.principal, Incidents(tx)
    return {
        **incident_out(one),
        "reports": [_report(row, who) for row in Reports(tx).of(one.id)],
        "report_count": store.reports(one.id),
        "tasks": [task_out(row) for row in hanging_repository.tasks(tx).of(one.id)],
        "units": [unit_out(row) for row in hanging_repository.units(tx).of(one.id)],
        "duplicates": [
            {"id": other.id, "number": other.name, "headline": other.headline}
            for other in store.duplicates(one.id)
        ],
    }


def get(tx: Connection, request: Request) -> Incident:
    access.require_reader(request.principal)
    return Incidents(tx).get(str(request.data.get("incident")), request.principal)


def _report(row: Any, who: Principal) -> Data:
    """Return a report; who told it is for operators, and for whom it is."""
    told = {name: moment(row[name]) if name in _TIMES else row[name] for name in SHOWN}
    if not access.is_desk(who) and row["account"] != who.id:
        told |= {"reporter": None, "text": None}
    return told


def page(tx: Connection, request: Request) -> Data:
    """Return a page of incidents, the open ones first by severity and age."""
    who = request.principal
    access.require_reader(who)
    query = messages.query(request.data, who, OPEN)
    rows = lists_repository.page(tx, who, query)
    found, following = paging.cut(rows, query.limit, lists_repository.token)
    return {"items": [_row(one, more) for one, more in found], "next": following}


def _row(one: Incident, more: Any) -> Data:
    hanging = {"tasks_open": more["tasks_open"], "next_due": moment(more["next_due"])}
    return {**incident_out(one), "report_count": int(more["reports"]), **hanging}


def counts(tx: Connection, request: Request) -> Data:
    """Return how many are in each state, and how many wait for somebody: `{"area"}`."""
    access.require_reader(request.principal)
    reader = Reader(request.data)
    area = reader.code("area", *areas.LENGTHS) if reader.raw("area") is not None else ""
    reader.end()
    found = lists_repository.counts(tx, request.principal, area)
    waiting = lists_repository.waiting(tx, request.principal, area)
    return {"counts": {state: found.get(state, 0) for state in STATES}, "waiting": waiting}


def log(tx: Connection, request: Request) -> Data:
    """Return what was done with an incident and its duplicates, the first entry first."""
    one, (limit, after) = get(tx, request), paging.asked(request.data)
    if after and not is_uuid(after):
        raise paging.foreign()
    rows = hanging_repository.log(tx, one.id, after, limit)
    found, following = paging.cut(rows, limit, lambda row: str(row["id"]))
    items = [entry_out(row, request.principal) for row in found]
    return {"items": items, "next": following}


def entry_out(row: Any, who: Principal) -> Data:
    """Return an entry of the log; who reported, and what they said first, is for operators."""
    same = ("id", "incident", "what", "who", "agency", "text", "data")
    told = {**{name: row[name] for name in same}, "at": moment(row["at"])}
    if row["what"] in _SENT and not access.is_desk(who) and row["account"] != who.id:
        told |= {"who": None, "text": ""}
    if row["what"] == "corrected" and not access.is_desk(who):
        told |= {"data": dict.fromkeys(row["data"])}
    return told


def similar(tx: Connection, request: Request) -> Data:
    """Return open incidents like that of `{"incident"}`."""
    one = get(tx, request)
    like = Like(one.id, one.type, one.place, one.occurred_at)
    return {"items": likes(tx, like, request.principal), "next": None}


def likes(tx: Connection, one: Like, who: Principal) -> list[Data]:
    """Return open incidents like this one that the principal reads, the nearest first."""
    found = Reports(tx).similar(one, access.visible(who))
    return [
        {**wire.incident_out(other), "metres": None if far is None else round(far)}
        for other, far in found
    ]
