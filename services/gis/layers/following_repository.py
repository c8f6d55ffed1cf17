"""How far somebody who makes something of layers has come with each of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.gis.layers.domain import Layer
from services.gis.layers.tables import catalogue, feature_history, layer_followers, table


class Follower:
    """One who follows layers by their versions, as `signal` does polling stations and masts."""

    def __init__(self, tx: Connection, name: str) -> None:
        self._tx, self._name = tx, name

    def is_free(self) -> bool:
        """Tell whether nobody else follows now; it is ours to the end of the transaction."""
        tried = sa.func.pg_try_advisory_xact_lock(*self._place())
        return bool(self._tx.execute(sa.select(tried)).scalar())

    def _place(self) -> tuple[Any, Any]:
        return sa.func.hashtext("gis.layer_followers"), sa.func.hashtext(self._name)

    def alone(self) -> None:
        """Wait for whoever follows now; it is ours to the end of the transaction."""
        self._tx.execute(sa.select(sa.func.pg_advisory_xact_lock(*self._place())))

    def behind(self, layers: Sequence[Layer]) -> dict[str, tuple[int, int]]:
        """Return (seen, standing) versions of those layers that changed since, by id."""
        mine = (layer_followers.c.layer == catalogue.c.id) & (
            layer_followers.c.follower == self._name
        )
        seen = sa.func.coalesce(layer_followers.c.version, 0)
        query = sa.select(catalogue.c.id, seen, catalogue.c.version)
        query = query.select_from(catalogue.outerjoin(layer_followers, mine))
        wanted = catalogue.c.id.in_([layer.id for layer in layers]) & (catalogue.c.version > seen)
        rows = self._tx.execute(query.where(wanted).order_by(catalogue.c.id))
        return {name: (since, version) for name, since, version in rows}

    def saw(self, layer: Layer, version: int) -> None:
        """Note that all is made of the layer that its version tells of."""
        new = pg.insert(layer_followers).values(
            follower=self._name, layer=layer.id, version=version
        )
        higher = sa.func.greatest(layer_followers.c.version, new.excluded.version)
        keys = ["follower", "layer"]
        self._tx.execute(new.on_conflict_do_update(index_elements=keys, set_={"version": higher}))


def changed(layer: Layer, since: int) -> sa.Select[Any]:
    """Return the query for ids (text) of features that changed, came or went after a version."""
    rows, past = table(layer), feature_history.c
    key = sa.cast(rows.c[layer.key], sa.Text).label("id")
    gone = sa.select(past.feature).where(past.layer == layer.id, past.until > since)
    either = sa.select(key).where(rows.c.version > since).union(gone).subquery()
    return sa.select(either.c.id)
