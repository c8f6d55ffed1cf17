"""The SQL of broadcasts that rules propose: one of an alert, until somebody decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit.errors import NotFound
from libs.kit.ids import is_uuid
from services.notifications.alerts.tables import alerts
from services.notifications.broadcast.tables import broadcast_proposals

OPEN, TAKEN, DROPPED = STATES = ("open", "taken", "dropped")
_T = broadcast_proposals.c


class UnknownProposal(NotFound):
    slug, title = "unknown-proposal", "There is no such proposal"


class Proposals:
    """Proposals in one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, row: dict[str, Any]) -> None:
        """Keep one, unless there is one of the alert already, decided or not."""
        new = pg.insert(broadcast_proposals).values({**row, "state": OPEN, "reason": ""})
        self._tx.execute(new.on_conflict_do_nothing(index_elements=["alert"]))

    def take(self, wanted: str) -> Any:
        """Return one and keep others waiting for it; raises UnknownProposal."""
        query = sa.select(broadcast_proposals).where(
            _T.id == wanted if is_uuid(wanted) else sa.false()
        )
        found = self._tx.execute(query.with_for_update()).mappings().first()
        if found is None:
            raise UnknownProposal(f"there is no proposal {wanted[:40]}")
        return found

    def change(self, wanted: str, **values: Any) -> None:
        self._tx.execute(broadcast_proposals.update().where(_T.id == wanted).values(values))

    def page(self, area: str, state: str, limit: int, after: str) -> Sequence[Any]:
        """Return some in an area or about everywhere, the newest first, one more than asked."""
        inside = _T.area.startswith(area) | (_T.area == "")
        joined = broadcast_proposals.outerjoin(alerts, alerts.c.id == _T.alert)
        query = sa.select(*_T, alerts.c.state.label("alert_state")).select_from(joined)
        query = query.where(inside).order_by(_T.id.desc()).limit(limit + 1)
        if state:
            query = query.where(_T.state == state)
        if after:
            query = query.where(_T.id < after)
        return self._tx.execute(query).mappings().all()
