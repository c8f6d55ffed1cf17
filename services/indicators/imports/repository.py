"""The SQL of remembered mappings."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.indicators.imports.tables import mappings


class Mappings:
    """What columns were said to be, for the next file of the same shape."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def get(self, indicator: int, agency: str, shape: str) -> dict[str, Any] | None:
        """Return what was said of such a file, None where nothing was."""
        kept = mappings.c
        these = (kept.indicator == indicator, kept.agency == agency, kept.shape == shape)
        found: dict[str, Any] | None = self._tx.execute(
            sa.select(kept.mapping).where(*these)
        ).scalar_one_or_none()
        return found

    def put(self, indicator: int, agency: str, shape: str, mapping: dict[str, Any]) -> None:
        row = {"indicator": indicator, "agency": agency, "shape": shape, "mapping": mapping}
        new = pg.insert(mappings).values(**row)
        keys = ["indicator", "agency", "shape"]
        said = {"mapping": new.excluded.mapping, "at": sa.func.now()}
        self._tx.execute(new.on_conflict_do_update(index_elements=keys, set_=said))
