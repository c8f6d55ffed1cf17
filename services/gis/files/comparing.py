"""Replacing a layer by a file: what is added, changed, removed; counted, or done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit.principal import OutsideArea, Principal
from services.gis.layers.domain import Attribute, Layer
from services.gis.layers.history_repository import archived
from services.gis.layers.tables import scope, table

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True)
class Counts:
    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0


def mine(layer: Layer, who: Principal) -> Condition:
    """Return what restricts the layer's rows to those that the account may replace."""
    place = None if layer.area is None else table(layer).c[layer.area]
    held = sa.true() if not who.area or place is None else place.startswith(who.area)
    return sa.and_(scope(layer), held)


def everything(tx: Connection, layer: Layer, who: Principal) -> int:
    """Return how many features a file without a key would remove."""
    query = sa.select(sa.func.count()).select_from(table(layer)).where(mine(layer, who))
    return int(tx.execute(query).scalar_one())


def remove(tx: Connection, layer: Layer, which: Condition, version: int, who: Principal) -> int:
    """Delete features, and keep their last states."""
    tx.execute(archived(layer, [which], "deleted", version, who.name))
    return tx.execute(table(layer).delete().where(which)).rowcount


class Staged:
    """A file's rows in a table of this transaction, against the layer by a key attribute."""

    def __init__(self, tx: Connection, layer: Layer, given: list[Attribute], key: str) -> None:
        self._tx, self._layer, self._rows = tx, layer, table(layer)
        self.columns = [
            layer.geometry,
            *([layer.area] if layer.area else []),
            "version",
            "changed_by",
            *(one.column for one in given),
        ]
        self._given = [layer.geometry, *(one.column for one in given)]
        attribute = layer.attribute(key)
        assert attribute is not None  # noqa: S101 - targets.py has looked
        self._key = attribute.column
        copies = [sa.Column(name, self._rows.c[name].type) for name in self.columns]
        self.table = sa.Table(
            "staged_rows",
            sa.MetaData(),
            *copies,
            prefixes=["TEMPORARY"],
            postgresql_on_commit="DROP",
        )
        self.table.create(tx)

    def ready(self) -> None:
        """Index the rows, once they are there."""
        sa.Index("staged_rows_key", self.table.c[self._key]).create(self._tx)
        self._tx.execute(sa.text("ANALYZE staged_rows"))

    def counts(self, who: Principal) -> Counts:
        """Return what would become of the layer; raises OutsideArea."""
        self._check(who)
        rows, own = self._rows, mine(self._layer, who)
        total = self._count(self.table, sa.true())
        changed = self._count(self._joined(), own & ~self._same())
        added = self._count(self.table, ~self._known())
        removed = self._count(rows, own & ~self._sent())
        return Counts(added, changed, removed, total - added - changed)

    def apply(self, version: int, who: Principal) -> Counts:
        """Do it; returns what became of the layer."""
        counts, rows, own = self.counts(who), self._rows, mine(self._layer, who)
        matched = rows.c[self._key] == self.table.c[self._key]
        other = matched & ~self._same()
        differs = sa.select(sa.literal(1)).where(other).correlate(rows).exists()
        self._tx.execute(archived(self._layer, [own, differs], "updated", version, who.name))
        taken = {name: self.table.c[name] for name in self.columns}
        update = rows.update().where(own, other).values(taken | {"changed_at": sa.func.now()})
        self._tx.execute(update)
        remove(self._tx, self._layer, own & ~self._sent(), version, who)
        new = sa.select(*(self.table.c[name] for name in self.columns)).where(~self._known())
        self._tx.execute(rows.insert().from_select(self.columns, new))
        return counts

    def _check(self, who: Principal) -> None:
        if not who.area:
            return
        if found := self._count(self._joined(), ~mine(self._layer, who)):
            raise OutsideArea(f"{found} features of these keys stand outside the account's area")

    def _joined(self) -> Any:
        on = self._rows.c[self._key] == self.table.c[self._key]
        return self._rows.join(self.table, on)

    def _same(self) -> Condition:
        pairs = [(self._rows.c[name], self.table.c[name]) for name in self._given]
        return sa.and_(*(old.is_not_distinct_from(new) for old, new in pairs))

    def _known(self) -> Condition:
        """A staged row's key is in the layer."""
        same = self._rows.c[self._key] == self.table.c[self._key]
        return sa.select(sa.literal(1)).where(same).correlate(self.table).exists()

    def _sent(self) -> Condition:
        """A feature's key is in the file."""
        same = self._rows.c[self._key] == self.table.c[self._key]
        return sa.select(sa.literal(1)).where(same).correlate(self._rows).exists()

    def _count(self, source: Any, which: Condition) -> int:
        query = sa.select(sa.func.count()).select_from(source).where(which)
        return int(self._tx.execute(query).scalar_one())
