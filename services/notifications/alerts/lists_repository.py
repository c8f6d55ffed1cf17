"""The SQL of lists: firing ones by severity and age, acknowledged ones, the oldest first, past."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.ids import is_uuid
from libs.kit.principal import Principal
from services.notifications.alerts.access import visible
from services.notifications.alerts.domain import ACKNOWLEDGED, FIRING, OPEN, SEVERITIES, Alert
from services.notifications.alerts.messages import Query
from services.notifications.alerts.repository import COLUMNS, rank_of
from services.notifications.alerts.tables import alerts

_T = alerts.c
PARTS = ("firing", "acknowledged", "past")


def page(tx: Connection, who: Principal, query: Query) -> list[Alert]:
    """Return one more than the page holds."""
    part, place = _place(query.after)
    wanted, found = _wanted(who, query), list[Alert]()
    for name in PARTS[PARTS.index(part) :]:
        room = query.limit + 1 - len(found)
        if room > 0:
            found += _rows(tx, wanted, name, place if name == part else None, room)
    return found


def _rows(
    tx: Connection, wanted: list[Any], part: str, place: tuple[int, Any, str] | None, limit: int
) -> list[Alert]:
    condition, order = {
        "firing": (_T.state == FIRING, (rank_of.desc(), _T.raised_at, _T.id)),
        "acknowledged": (_T.state == ACKNOWLEDGED, (_T.acknowledged_at, _T.id)),
        "past": (_T.state.not_in(OPEN), (_T.ended_at.desc(), _T.id.desc())),
    }[part]
    after = [] if place is None else [_after(part, *place)]
    query = sa.select(*COLUMNS).where(condition, *wanted, *after).order_by(*order).limit(limit)
    return [Alert(**row) for row in tx.execute(query).mappings()]


def _after(part: str, level: int, at: Any, key: str) -> Any:
    here = sa.tuple_(at, sa.cast(key, _T.id.type))
    if part == "firing":
        later = sa.tuple_(_T.raised_at, _T.id) > here
        return sa.or_(rank_of < level, sa.and_(rank_of == level, later))
    if part == "acknowledged":
        return sa.tuple_(_T.acknowledged_at, _T.id) > here
    return sa.tuple_(_T.ended_at, _T.id) < here


def token(one: Alert) -> str:
    """Return the place after an alert, as `next` has it."""
    part = one.state if one.is_open else "past"
    at = {"firing": one.raised_at, "acknowledged": one.acknowledged_at}.get(part, one.ended_at)
    level = SEVERITIES.index(one.severity)
    return f"{part}|{level}|{clock.to_text(at or one.raised_at)}|{one.id}"


def _place(after: str) -> tuple[str, tuple[int, Any, str] | None]:
    if not after:
        return PARTS[0], None
    try:
        part, level, at, key = after.split("|")
        place = (int(level), clock.from_text(at), key)
    except ValueError:
        raise paging.foreign() from None
    if part not in PARTS or not is_uuid(key):
        raise paging.foreign()
    return part, place


def _wanted(who: Principal, query: Query) -> list[Any]:
    found: list[Any] = [visible(who)]
    if query.states:
        found.append(_T.state.in_(query.states))
    if query.severity:
        found.append(_T.severity == query.severity)
    if query.topic:
        found.append((_T.topic == query.topic) | _T.topic.startswith(f"{query.topic}."))
    if query.area:
        found.append(_T.area.startswith(query.area))
    if query.about is not None:
        kind, key = query.about
        found.append((_T.about_kind == kind) & ((_T.about_id == key) if key else sa.true()))
    if query.words:
        words = (_T.headline, _T.text)
        found.append(sa.or_(*(one.icontains(query.words, autoescape=True) for one in words)))
    return found


def counts(tx: Connection, who: Principal) -> Sequence[Any]:
    """Return (state, severity, how many) of open ones that the principal reads."""
    query = sa.select(_T.state, _T.severity, sa.func.count())
    query = query.where(visible(who), _T.state.in_(OPEN)).group_by(_T.state, _T.severity)
    return [tuple(row) for row in tx.execute(query)]
