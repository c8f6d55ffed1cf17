"""What was: states of features that were replaced, and what changed since a version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.gis.layers import answers
from services.gis.layers.acts import State
from services.gis.layers.crs import CRS84
from services.gis.layers.domain import Layer, UnknownFeature
from services.gis.layers.features_repository import Features
from services.gis.layers.statements import Condition
from services.gis.layers.tables import feature_history, layer_changes, table

PAIRS = 40  # of jsonb_build_object, which takes a hundred arguments
EXACT = 15  # digits of a coordinate that give the same number back

# In the feed: a version, whether the feature is gone (those come last), and its key.
Rows = list[tuple[Any, ...]]
Place = tuple[int, bool, str | int]


def archived(
    layer: Layer, which: Sequence[Condition], change: str, until: int, who: str
) -> sa.Insert:
    """Return the statement that keeps the states of these features, which `until` replaces."""
    rows, kept = table(layer), feature_history.c
    area = sa.null() if layer.area is None else rows.c[layer.area]
    values: dict[sa.Column[Any], Any] = {
        kept.layer: sa.literal(layer.id),
        kept.feature: sa.cast(rows.c[layer.key], sa.Text),
        kept.until: sa.literal(until, sa.BigInteger),
        kept.version: rows.c.version,
        kept.change: sa.literal(change),
        kept.who: sa.literal(who),
        kept.area: area,
        kept.state: _state(layer),
    }
    states = sa.select(*values.values()).where(*which)
    return feature_history.insert().from_select(list(values), states)


def _state(layer: Layer) -> sa.ColumnElement[Any]:
    """Return the row as GeoJSON."""
    rows = table(layer)
    shape = sa.cast(sa.func.ST_AsGeoJSON(rows.c[layer.geometry], EXACT, type_=sa.Text), pg.JSONB)
    pairs = [(one.name, rows.c[one.column]) for one in layer.attributes]
    properties: Any = sa.cast(sa.literal("{}"), pg.JSONB)
    for start in range(0, len(pairs), PAIRS):
        part = [value for pair in pairs[start : start + PAIRS] for value in pair]
        properties = properties.op("||")(sa.func.jsonb_build_object(*part, type_=pg.JSONB))
    return sa.func.jsonb_build_object(
        *("type", "Feature", "id", sa.cast(rows.c[layer.key], sa.Text)),
        *("geometry", shape, "properties", properties),
        type_=pg.JSONB,
    )


class History:
    """The past of a layer's features, as far as it lies inside the area."""

    def __init__(self, tx: Connection, layer: Layer, area: str) -> None:
        self._tx, self._layer, self._area = tx, layer, area

    def _mine(self) -> list[Condition]:
        found = [feature_history.c.layer == self._layer.id]
        return [*found, feature_history.c.area.startswith(self._area)] if self._area else found

    def state(self, feature_id: str, version: int) -> dict[str, Any]:
        """Return the feature as it stood at a version that was replaced; raises UnknownFeature."""
        kept = feature_history.c
        query = sa.select(kept.state).where(
            *self._mine(), kept.feature == feature_id, kept.version == version
        )
        found = self._tx.execute(query).scalar_one_or_none()
        if found is None:
            raise UnknownFeature(f"{self._layer.id} {feature_id[:80]} had no version {version}")
        return dict(found)

    def states(self, feature_id: str, before: int | None, limit: int) -> list[State]:
        """Return replaced states, newest first, each with who made it if the log knows.

        One more than the limit, so that the caller sees whether more follow.
        """
        kept, made = feature_history.c, layer_changes.c
        by = sa.and_(made.layer == kept.layer, made.version == kept.version)
        columns = (kept.version, kept.until, kept.change, kept.who, kept.at, kept.state)
        query = (
            sa.select(*columns, made.what, made.who.label("maker"), made.at.label("made"))
            .join(layer_changes, by, isouter=True)
            .where(*self._mine(), kept.feature == feature_id)
            .order_by(kept.until.desc())
        )
        query = query if before is None else query.where(kept.until < before)
        return [State(*row) for row in self._tx.execute(query.limit(limit + 1))]

    def present(self, since: int, after: Place | None, limit: int) -> Rows:
        """Return rows of features that changed after a version and stand, in order of versions.

        Rows are as `Features.page` has them; `after` is the place in the feed to go on from.
        """
        store, rows = Features(self._tx, self._layer), table(self._layer)
        columns = store.columns(answers.names(self._layer, None), CRS84)
        key, version = rows.c[self._layer.key], rows.c.version
        query = sa.select(*columns).where(version > since, *store.inside(self._area))
        if after is not None:
            at, gone, last = after
            same = sa.false() if gone else (version == at) & (key > last)
            query = query.where(version >= at, (version > at) | same)
        found = self._tx.execute(query.order_by(version, key).limit(limit))
        return [tuple(row) for row in found]

    def gone(self, since: int, after: Place | None, limit: int) -> Rows:
        """Return (id, version) of features that went after a version, in order of versions.

        One that left the area is gone for whoever sees this area only.
        """
        store, rows, kept = Features(self._tx, self._layer), table(self._layer), feature_history.c
        key = sa.cast(rows.c[self._layer.key], sa.Text)
        stands = sa.select(sa.literal(1)).where(key == kept.feature, *store.inside(self._area))
        last = sa.func.max(kept.until)
        query = sa.select(kept.feature, last).where(
            *self._mine(), kept.until > since, ~stands.exists()
        )
        query = query.group_by(kept.feature)
        if after is not None:
            at, gone, feature = after
            same = (last == at) & (kept.feature > feature) if gone else last == at
            query = query.having((last > at) | same)
        found = self._tx.execute(query.order_by(last, kept.feature).limit(limit))
        return [tuple(row) for row in found]
