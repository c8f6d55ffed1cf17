"""The SQL of alerts themselves: one open for each key, saved with what is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit import outbox, session, wakes
from libs.kit.ids import is_uuid, new_id
from services.notifications.alerts import wire
from services.notifications.alerts.domain import FIRING, OPEN, Alert, UnknownAlert
from services.notifications.alerts.tables import alert_log, alerts, rank

SERVICE, CHANNEL = "notifications", "notifications_alerts"
COLUMNS = [column for column in alerts.c if column.name != "told_count"]
_LOG = """
INSERT INTO alert_log (id, alert, at, what, who, text, data)
VALUES (%(id)s::uuid, %(alert)s::uuid, %(at)s, %(what)s, %(who)s, %(text)s, %(data)s::json)
"""
_COUNT = """
UPDATE alerts SET count = count + 1, last_at = greatest(last_at, %(at)s)
WHERE key = %(key)s AND state IN ('firing', 'acknowledged')
"""
_UNTOLD = sa.text("""
UPDATE alerts SET told_count = count WHERE id IN (
    SELECT id FROM alerts WHERE told_count <> count ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED
) RETURNING id
""")
_T = alerts.c
_STANDS = sa.text("state IN ('firing', 'acknowledged')")  # as the unique index has it
rank_of: Any = sa.literal_column("alerts.rank", rank.type)


def _put() -> Any:
    """Return the statement that inserts one, or counts it; what never ends is not made to."""
    new = pg.insert(alerts)
    seen = {"count": _T.count + 1, "last_at": sa.func.greatest(_T.last_at, new.excluded.last_at)}
    seen |= {"expires_at": sa.case((_T.expires_at.is_not(None), new.excluded.expires_at))}
    counted = new.on_conflict_do_update(index_elements=["key"], index_where=_STANDS, set_=seen)
    return counted.returning(*COLUMNS)


# What each alert of a burst needs is made once.
_PUT, _SAVE = _put(), alerts.update().where(_T.id == sa.bindparam("saved"))


class Alerts:
    """Alerts in one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def put(self, one: Alert) -> tuple[Alert, bool]:
        """Insert it, or count it on the one of its key that is open; says whether it is new.

        Others with the key wait until the end of this transaction.
        """
        found = Alert(**self._tx.execute(_PUT, vars(one)).mappings().one())
        return found, found.id == one.id

    def count(self, key: str, at: datetime) -> None:
        """Count what says the same again on the one that is open, with the COMMIT."""
        session.last(self._tx, _COUNT, {"key": key, "at": at})

    def take(self, alert: str) -> Alert:
        """Return it and keep others waiting for it; raises UnknownAlert."""
        found = self._one(_T.id == alert, lock=True) if is_uuid(alert) else None
        if found is None:
            raise UnknownAlert(f"there is no alert {alert[:40]}")
        return found

    def open(self, key: str) -> Alert | None:
        """Return the one of this key that is open, and keep others waiting for it."""
        return self._one((_T.key == key) & _T.state.in_(OPEN), lock=True)

    def get(self, wanted: sa.ColumnElement[bool]) -> Alert | None:
        return self._one(wanted)

    def _one(self, wanted: sa.ColumnElement[bool], *, lock: bool = False) -> Alert | None:
        query = sa.select(*COLUMNS).where(wanted)
        row = self._tx.execute(query.with_for_update() if lock else query).mappings().first()
        return None if row is None else Alert(**row)

    def save(self, what: str, one: Alert, who: str, text: str = "", data: Any = None) -> None:
        """Replace it, which was taken under a lock, note what was done, and tell of it."""
        row = {name: value for name, value in vars(one).items() if name not in ("id", "count")}
        self._tx.execute(_SAVE, {**row, "saved": one.id})
        self.note(what, one, who, text, data)
        self.tell(what, one)

    def note(self, what: str, one: Alert, who: str, text: str = "", data: Any = None) -> None:
        """Add an entry to the log, with the COMMIT."""
        told = None if data is None else orjson.dumps(data).decode()
        row = {"id": new_id(), "alert": one.id, "at": one.changed_at, "what": what, "who": who}
        session.last(self._tx, _LOG, {**row, "text": text, "data": told})

    def tell(self, what: str, one: Alert) -> None:
        """Tell of it, and wake who looks after alerts."""
        outbox.add(self._tx, SERVICE, wire.event(what, one))
        wakes.after_commit(self._tx, CHANNEL)

    def due(self, column: str, at: datetime, most: int) -> list[Alert]:
        """Take some whose time has come, the most severe first, of those that nobody else has."""
        moment = _T[column]
        query = sa.select(*COLUMNS).where(moment <= at).order_by(rank_of.desc(), moment)
        rows = self._tx.execute(query.limit(most).with_for_update(skip_locked=True)).mappings()
        return [Alert(**row) for row in rows]

    def put_off(self, alert: str, column: str, until: datetime) -> None:
        """Have it wait for what failed."""
        self._tx.execute(alerts.update().where(_T.id == alert).values({column: until}))

    def still(self, rounds: dict[str, int]) -> list[Alert]:
        """Return those that still fire in the round named, told by nobody, the first one first."""
        query = sa.select(*COLUMNS).where(_T.id.in_(rounds), _T.state == FIRING, _T.held == "")
        rows = self._tx.execute(query.order_by(_T.raised_at, _T.id)).mappings()
        found = (Alert(**row) for row in rows)
        return [one for one in found if rounds[one.id] == one.round]

    def strong(self, topic: str, around: str) -> list[Alert]:
        """Return open critical ones of the topic and the village, or the larger area."""
        same = (_T.topic == topic) & (sa.func.left(_T.area, len(around)) == around)
        wanted = same & _T.state.in_(OPEN) & (_T.severity == "critical")
        return [
            Alert(**row) for row in self._tx.execute(sa.select(*COLUMNS).where(wanted)).mappings()
        ]

    def held_by(self, holder: str) -> list[Alert]:
        """Take open ones that this holds back."""
        wanted = (_T.held == holder) & _T.state.in_(OPEN)
        query = sa.select(*COLUMNS).where(wanted).order_by(_T.id).with_for_update(of=alerts)
        return [Alert(**row) for row in self._tx.execute(query).mappings()]

    def untold(self, most: int = 500) -> list[Alert]:
        """Return those that were counted since that was told; several may take."""
        ids = [str(one) for one in self._tx.execute(_UNTOLD, {"most": most}).scalars()]
        query = sa.select(*COLUMNS).where(_T.id.in_(ids))
        return [Alert(**row) for row in self._tx.execute(query).mappings()]

    def log(self, alert: str, most: int = 500) -> Sequence[Any]:
        """Return what was done with it, the first entry first."""
        query = sa.select(alert_log).where(alert_log.c.alert == alert).order_by(alert_log.c.id)
        return self._tx.execute(query.limit(most)).mappings().all()
