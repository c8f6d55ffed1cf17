"""The SQL of how other services' events are taken."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.notifications.incidents.tables import incident_sources

_NAMES = ("mode", "who", "at")


def standing(tx: Connection) -> dict[str, dict[str, Any]]:
    """Return what was set, `{"mode", "who", "at"}`, by source."""
    rows = tx.execute(sa.select(incident_sources)).mappings()
    return {row["code"]: {name: row[name] for name in _NAMES} for row in rows}


def put(tx: Connection, code: str, values: dict[str, Any]) -> None:
    new = pg.insert(incident_sources).values({"code": code, **values})
    tx.execute(new.on_conflict_do_update(index_elements=["code"], set_=values))
