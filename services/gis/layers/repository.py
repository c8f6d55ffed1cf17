"""The catalogue: which layers there are, and their versions. The only SQL of the catalogue.

Descriptors of built-in layers stand in code and cost no query; those of agency layers are kept in
the process by the version that defined them, so that a look-up carries a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Engine

from libs.kit.errors import Conflict
from services.gis.layers import definitions
from services.gis.layers.builtin import BUILTIN
from services.gis.layers.domain import Layer, UnknownLayer
from services.gis.layers.tables import catalogue

Known = dict[str, Layer]

# Agency layers as this process met them last, in each database that it speaks to.
_known: WeakKeyDictionary[Engine, Known] = WeakKeyDictionary()


def known(engine: Engine, layer_id: Any) -> Layer | None:
    """Return the layer as this process met it last, which it may be no more."""
    if not isinstance(layer_id, str):
        return None
    return BUILTIN.get(layer_id) or _known.get(engine, {}).get(layer_id)


_newer = catalogue.c.defined != sa.bindparam("known", type_=sa.BigInteger)
# Made once, as it stands before most of what is asked of an agency layer.
_DEFINED = sa.select(
    catalogue.c.defined, sa.case((_newer, catalogue.c.definition)).label("definition")
).where(catalogue.c.id == sa.bindparam("layer"), catalogue.c.definition.is_not(None))


class LayerChanged(Conflict):
    slug, title = "layer-changed", "The layer itself was changed meanwhile: repeat"


class Entry(NamedTuple):
    """A layer as the catalogue tells of it, its version (0 before its first change) and its age."""

    layer: Layer
    version: int
    changed_at: datetime | None


class Layers:
    """All layers, built-in ones and those of agencies."""

    def __init__(self, tx: Connection) -> None:
        self._tx, self._known = tx, _known.setdefault(tx.engine, {})

    def get(self, layer_id: Any) -> Layer:
        """Return the layer's descriptor; raises UnknownLayer."""
        if layer_id in BUILTIN:
            return BUILTIN[layer_id]
        if not isinstance(layer_id, str):
            raise UnknownLayer("no layer is named")
        known = self._known.get(layer_id)
        asked = {"layer": layer_id, "known": known.version if known else -1}
        row = self._tx.execute(_DEFINED, asked).first()
        if row is None:
            self._known.pop(layer_id, None)
            raise UnknownLayer(f"there is no layer {layer_id[:80]}")
        return (
            known if known and row.definition is None else self._keep(row.definition, row.defined)
        )

    def all(self) -> list[Entry]:
        """Return each layer, by id."""
        rows = {row.id: row for row in self._tx.execute(sa.select(catalogue))}
        found = [_told(layer, rows.pop(layer.id, None)) for layer in BUILTIN.values()]
        found += [
            Entry(self._keep(row.definition, row.defined), row.version, row.changed_at)
            for row in rows.values()
            if row.definition
        ]
        return sorted(found, key=lambda one: one.layer.id)

    def entry(self, layer: Layer) -> Entry:
        """Return what the catalogue tells of a layer that `get` found."""
        query = sa.select(catalogue).where(catalogue.c.id == layer.id)
        row = self._tx.execute(query).one_or_none()
        if layer.id in BUILTIN:
            return _told(layer, row)
        return Entry(layer, row.version, row.changed_at) if row else Entry(layer, 0, None)

    def _keep(self, definition: dict[str, Any], defined: int) -> Layer:
        layer = definitions.layer(definition, defined)
        known = self._known.get(layer.id)
        if known is None or known.version != layer.version:
            self._known[layer.id] = layer
        return self._known[layer.id]

    def version(self, layer: Layer) -> int:
        """Return the layer's version; 0 before its first change."""
        query = sa.select(catalogue.c.version).where(catalogue.c.id == layer.id)
        return self._tx.execute(query).scalar_one_or_none() or 0

    def next_version(self, layer: Layer) -> int:
        """Count the layer's next version; other writers of the layer wait for the commit.

        A transaction that changes several layers takes them in the order of their ids. Raises
        LayerChanged where the descriptor is no longer the layer's: never for one that stands in
        code, where it is not what `entry` told of it.
        """
        new = pg.insert(catalogue).values(id=layer.id, version=1)
        counted = new.on_conflict_do_update(
            index_elements=["id"],
            set_={"version": catalogue.c.version + 1, "changed_at": sa.func.now()},
        )
        row = self._tx.execute(counted.returning(catalogue.c.version, catalogue.c.defined)).one()
        if row.defined != layer.version and layer is not BUILTIN.get(layer.id):
            raise LayerChanged(f"layer {layer.id} was changed meanwhile")
        return int(row.version)


def _told(layer: Layer, row: Any) -> Entry:
    if row is None:
        return Entry(definitions.told(layer, None, 0), 0, None)
    return Entry(definitions.told(layer, row.definition, row.defined), row.version, row.changed_at)


def many(tx: Connection, layers: Sequence[Layer]) -> dict[str, int]:
    """Count the next version of several layers, taken in an order that never locks up."""
    store = Layers(tx)
    return {one.id: store.next_version(one) for one in sorted(layers, key=lambda layer: layer.id)}
