"""Which polling stations have a phone: what the desk for crews shows, a page at a time."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.errors import FieldError, Invalid
from libs.kit.request import Request
from services.elections.crews.tables import crew_codes, crew_keys
from services.elections.repository import Elections, within
from services.elections.scope import narrowed
from services.elections.tables import areas, stations

LONGEST = 80
_NUMBERED = re.compile(r"(.*?)(?:^|\s)(?:tps\s*)?(\d{1,3})", re.IGNORECASE)


def page(tx: Connection, request: Request) -> dict[str, Any]:
    """Return a page of stations with their phone or code, and how many of all found have one.

    Asked with `{"election", "area", "q", "missing"}`: `q` is the beginning of a station's code, or
    a village's or sub-district's name with or without a station's number; `missing` leaves out the
    stations that have a phone.
    """
    data = request.data
    election = Elections(tx).get(str(data.get("election")))
    area = narrowed(request.principal, data.get("area"), election.area)
    limit, after = paging.asked(data)
    roll = _roll(election.id, area, _text(data.get("q"))).subquery()
    wanted = sa.select(roll).where(roll.c.tps > after).order_by(roll.c.tps).limit(limit + 1)
    if data.get("missing") is True:
        wanted = wanted.where(roll.c.key.is_(None))
    rows, following = paging.cut(tx.execute(wanted).all(), limit, lambda row: str(row.tps))
    counts = tx.execute(sa.select(sa.func.count(), sa.func.count(roll.c.key)).select_from(roll))
    found, enrolled = counts.one()
    items = [_out(row, clock.now()) for row in rows]
    return {"items": items, "next": following, "stations": found, "enrolled": enrolled}


def _text(value: Any) -> str:
    if value is not None and (not isinstance(value, str) or len(value) > LONGEST):
        text = f"needs a text of at most {LONGEST} characters"
        raise Invalid(errors=(FieldError("q", text),))
    return (value or "").strip()


def _roll(election: str, area: str, text: str) -> sa.Select[Any]:
    """Return the query of all that is found; names may be missing, and a phone and a code."""
    village, district = (areas.alias(name) for name in ("village", "district"))
    key, code = _newest_keys(election), _newest_codes(election)
    query = sa.select(
        stations.c.tps,
        village.c.name.label("village"),
        district.c.name.label("district"),
        key.c.id.label("key"),
        key.c.enrolled_at,
        code.c.expires_at,
    ).select_from(stations)
    for table, length in ((village, 10), (district, 6)):
        same = table.c.code == sa.func.left(stations.c.tps, length)
        query = query.outerjoin(table, same & (table.c.election == election))
    for newest in (key, code):
        query = query.outerjoin(newest, newest.c.tps == stations.c.tps)
    query = query.where(stations.c.election == election, within(stations.c.tps, area))
    return query.where(_matches(text, village, district)) if text else query


def _matches(text: str, *named: sa.FromClause) -> sa.ColumnElement[bool]:
    if text.isdigit() and len(text) > 3:
        return stations.c.tps.startswith(text)
    numbered = _NUMBERED.fullmatch(text)
    words, number = numbered.groups() if numbered else (text, "")
    found: sa.ColumnElement[bool] = sa.true()
    if number:
        found = sa.func.right(stations.c.tps, 3) == number.zfill(3)
    for word in words.split():
        found &= sa.or_(*(one.c.name.icontains(word, autoescape=True) for one in named))
    return found


def _newest_keys(election: str) -> sa.Subquery:
    good = (crew_keys.c.election == election) & crew_keys.c.revoked_at.is_(None)
    query = sa.select(crew_keys.c.tps, crew_keys.c.id, crew_keys.c.enrolled_at)
    query = query.ext(pg.distinct_on(crew_keys.c.tps)).where(good)
    return query.order_by(crew_keys.c.tps, crew_keys.c.enrolled_at.desc()).subquery()


def _newest_codes(election: str) -> sa.Subquery:
    unused = crew_codes.c.used_at.is_(None) & crew_codes.c.revoked_at.is_(None)
    query = sa.select(crew_codes.c.tps, crew_codes.c.expires_at)
    query = query.ext(pg.distinct_on(crew_codes.c.tps))
    query = query.where(crew_codes.c.election == election, unused)
    return query.order_by(crew_codes.c.tps, crew_codes.c.made_at.desc()).subquery()


def _out(row: sa.Row[Any], now: datetime) -> dict[str, Any]:
    state, since, until = "none", row.enrolled_at, row.expires_at
    if row.key:
        state = "enrolled"
    elif until:
        state = "open" if until > now else "expired"
    return {
        "tps": row.tps,
        "village": row.village,
        "district": row.district,
        "state": state,
        "key": row.key,
        "enrolled_at": clock.to_text(since) if since else None,
        "expires_at": clock.to_text(until) if until and not row.key else None,
    }
