"""The SQL of reports: what says the same again is counted on the report that is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit import session
from services.notifications.incidents.domain import NEAR_M, NEAR_TIME, OPEN, Incident, Place
from services.notifications.incidents.repository import in_family, loaded
from services.notifications.incidents.tables import incident_reports, incidents

# The key's row is locked whether it is new or not; whether it still holds is for a statement of
# its own, which sees what was committed while this one waited.
_CLAIM = sa.text("""
INSERT INTO incident_keys AS k (key, report, until) VALUES (:key, CAST(:report AS uuid), :until)
ON CONFLICT (key) DO UPDATE SET key = k.key RETURNING report, until
""")
_COUNT = sa.text("""
UPDATE incident_reports r SET count = r.count + 1, last_at = :now
FROM incidents i LEFT JOIN incidents m ON m.id = i.merged_into
WHERE r.id = CAST(:report AS uuid) AND i.id = r.incident AND coalesce(m.state, i.state) = ANY(:open)
RETURNING i.id
""")
_OF_KEY = sa.text("""
SELECT r.incident FROM incident_keys k JOIN incident_reports r ON r.id = k.report
WHERE k.key = :key
""")
_HOLD = """
UPDATE incident_keys SET report = %(report)s::uuid, until = %(until)s WHERE key = %(key)s
"""
_ADD = """
INSERT INTO incident_reports (id, incident, source, account, reporter, agency, headline, text,
    occurred_at, first_at, last_at, receipt)
VALUES (%(id)s::uuid, %(incident)s::uuid, %(source)s, %(account)s, %(reporter)s, %(agency)s,
    %(headline)s, %(text)s, %(occurred_at)s, %(first_at)s, %(first_at)s, %(receipt)s)
"""
_UNTOLD = sa.text("""
UPDATE incident_reports SET told = count WHERE id IN (
    SELECT id FROM incident_reports WHERE told <> count ORDER BY id LIMIT :most
    FOR UPDATE SKIP LOCKED
) RETURNING incident
""")
_R, _T = incident_reports.c, incidents.c
SHOWN = (
    "source", "reporter", "agency", "headline", "text", "occurred_at", "first_at", "last_at",
    "count",
)  # fmt: skip
MOST_SHOWN, MOST_SIMILAR = 200, 10
VILLAGE = 10  # digits
_SPOT: Any = sa.literal_column("incidents.spot")


_FORGET = sa.text("""
DELETE FROM incident_keys WHERE key IN (
    SELECT key FROM incident_keys WHERE until < :before ORDER BY until LIMIT :most
    FOR UPDATE SKIP LOCKED)
""")


@dataclass(frozen=True)
class Like:
    """What others are held against: an incident, or a report that is to become one."""

    id: str | None
    type: str
    place: Place
    occurred_at: datetime


class Reports:
    """Reports in one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def counted(self, key: str, report: str, now: datetime, until: datetime | None) -> str | None:
        """Count a report on the one that says the same, until the end of this transaction.

        Returns that one's incident; None where the report is the first of its key, or what stood
        is over. Others with the key wait.
        """
        claimed = {"key": key, "report": report, "until": until}
        standing, holds = self._tx.execute(_CLAIM, claimed).one()
        if str(standing) == report:
            return None
        found = None
        if holds is None or holds > now:
            asked = {"report": str(standing), "now": now, "open": list(OPEN)}
            found = self._tx.execute(_COUNT, asked).scalar_one_or_none()
        kept = report if found is None else str(standing)
        session.last(self._tx, _HOLD, {"key": key, "report": kept, "until": until})
        return None if found is None else str(found)

    def standing(self, key: str) -> str | None:
        """Return the incident of the report that a key stands for."""
        found = self._tx.execute(_OF_KEY, {"key": key}).scalar_one_or_none()
        return None if found is None else str(found)

    def add(self, values: dict[str, Any]) -> None:
        """Keep a report, with the COMMIT."""
        session.last(self._tx, _ADD, values)

    def of(self, incident: str) -> Sequence[Any]:
        """Return reports of an incident and its duplicates, the first ones first."""
        columns = [_R[name] for name in (*SHOWN, "account")]
        query = sa.select(*columns).where(in_family(incident)).order_by(_R.first_at, _R.id)
        return self._tx.execute(query.limit(MOST_SHOWN)).mappings().all()

    def by_receipt(self, receipt: str) -> Incident | None:
        """Return what became of a report of the public: what its incident was merged into."""
        own, kept = incidents.alias("own"), incidents
        joined = incident_reports.join(own, own.c.id == _R.incident)
        joined = joined.join(kept, kept.c.id == sa.func.coalesce(own.c.merged_into, own.c.id))
        query = sa.select(kept).select_from(joined).where(_R.receipt == receipt)
        row = self._tx.execute(query).mappings().first()
        return None if row is None else loaded(row)

    def receipt(self, incident: str) -> str | None:
        """Return the receipt of the public's first report of an incident."""
        query = sa.select(_R.receipt).where(_R.incident == incident, _R.receipt.is_not(None))
        found = self._tx.execute(query.order_by(_R.first_at).limit(1)).scalar_one_or_none()
        return None if found is None else str(found)

    def take_untold(self, most: int = 500) -> list[str]:
        """Return incidents that were reported again since that was told; several may take."""
        return sorted({str(one) for one in self._tx.execute(_UNTOLD, {"most": most}).scalars()})

    def forget(self, before: datetime, most: int = 10_000) -> int:
        """Forget keys that ended before this moment; returns how many."""
        return self._tx.execute(_FORGET, {"before": before, "most": most}).rowcount

    def similar(self, one: Like, wanted: sa.ColumnElement[bool]) -> list[tuple[Incident, Any]]:
        """Return open incidents like this one, with their metres from it, the nearest first."""
        near = _near(one.place)
        if not near:
            return []
        earliest, latest = one.occurred_at - NEAR_TIME, one.occurred_at + NEAR_TIME
        like = _T.state.in_(OPEN) & (_T.type == one.type)
        if one.id is not None:
            like &= _T.id != one.id
        like &= _T.occurred_at.between(earliest, latest)
        far = _far(one.place).label("far")
        query = sa.select(incidents, far).where(like, sa.or_(*near), wanted)
        query = query.order_by(sa.text("far NULLS LAST"), _T.id.desc()).limit(MOST_SIMILAR)
        return [(loaded(row), row["far"]) for row in self._tx.execute(query).mappings()]


def _here(point: tuple[float, float]) -> Any:
    return sa.func.geography(sa.func.ST_SetSRID(sa.func.ST_MakePoint(*point), 4326))


def _far(place: Place) -> Any:
    """Return the metres from a place, null where it has no point."""
    if place.point is None:
        return sa.cast(sa.null(), sa.Float)
    return sa.func.ST_Distance(_SPOT, _here(place.point))


def _near(place: Place) -> list[Any]:
    """Return the conditions of which one makes an incident near to a place."""
    near: list[Any] = []
    if place.point is not None:
        near.append(sa.func.ST_DWithin(_SPOT, _here(place.point), NEAR_M))
    if place.station:
        near.append(_T.area == place.station)
    if place.road and place.metre is not None:
        near.append((_T.road == place.road) & (sa.func.abs(_T.metre - place.metre) <= NEAR_M))
    if len(place.area) >= VILLAGE:
        pointless = sa.true() if place.point is None else _T.lon.is_(None)
        near.append(_T.area.startswith(place.area[:VILLAGE]) & pointless)
    return near
