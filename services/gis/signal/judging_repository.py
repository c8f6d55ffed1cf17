"""Blank spots: what the rules make of the signals that were found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.gis.layers.domain import common
from services.gis.signal.domain import Rules, judged, overall
from services.gis.signal.tables import spot_signals, spots


class Spots:
    """What is judged of spots. Their layer's signal follows from it, so no past is kept of that."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def judge(self, ids: Sequence[int], rules: Rules) -> dict[int, str]:
        """Judge these spots anew; returns the signal of those that the layer tells otherwise."""
        self._tx.execute(spot_signals.delete().where(spot_signals.c.spot.in_(ids)))
        query = sa.select(spots.c.id, spots.c.signals, spots.c.signal).where(spots.c.id.in_(ids))
        due: dict[int, str] = {}
        rows = []
        for row in self._tx.execute(query):
            heard = judged(row.signals, rules)
            rows += [{"spot": row.id, "operator": name, **vars(one)} for name, one in heard.items()]
            signal = overall(heard, rules)
            due |= {} if signal == row.signal else {row.id: signal}
        if rows:
            self._tx.execute(spot_signals.insert(), rows)
        return due

    def stamp(self, due: Mapping[int, str], version: int, who: str) -> str:
        """Write the signals at the layer's version; returns the area that holds these spots."""
        signal = sa.case(due, value=spots.c.id)
        stamp = {"version": version, "changed_at": sa.func.now(), "changed_by": who}
        these = spots.update().where(spots.c.id.in_(due)).values(signal=signal, **stamp)
        return common(self._tx.execute(these.returning(spots.c.area)).scalars())
