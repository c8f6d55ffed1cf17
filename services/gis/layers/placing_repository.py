"""Which area a feature stands in is looked up anew where boundaries changed."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.gis.layers import changes
from services.gis.layers.crs import WGS84
from services.gis.layers.domain import Change, Layer, UnknownLayer
from services.gis.layers.repository import Layers
from services.gis.layers.tables import area_changes, scope, table
from services.gis.layers.writing_repository import area_of

Box = Sequence[float] | None
WHO = "areas"


def moved(tx: Connection, bbox: Box) -> None:
    """Have every layer's features inside the box looked up again, None for everywhere."""
    box = None if bbox is None else list(bbox)
    rows = [{"layer": one.id, "bbox": box} for one, *_ in Layers(tx).all() if _stands(one)]
    if rows:
        tx.execute(area_changes.insert(), rows)


def _stands(layer: Layer) -> bool:
    return layer.area not in (None, layer.key)


def place_some(tx: Connection) -> bool:
    """Look features of one layer up again, where it is due; returns whether there was any to do."""
    queued = area_changes.c
    first = sa.select(queued.layer).order_by(queued.id).limit(1).with_for_update(skip_locked=True)
    layer_id = tx.execute(first).scalar_one_or_none()
    if layer_id is None:
        return False
    taken = area_changes.delete().where(queued.layer == layer_id).returning(queued.bbox)
    boxes = tx.execute(taken).scalars().all()
    try:
        layer = Layers(tx).get(layer_id)
    except UnknownLayer:  # deleted meanwhile
        return True
    _place(tx, layer, None if None in boxes else _around(boxes))
    return True


def _around(boxes: Sequence[Box]) -> Box:
    west, south, east, north = zip(*(box for box in boxes if box), strict=True)
    return min(west), min(south), max(east), max(north)


def _place(tx: Connection, layer: Layer, bbox: Box) -> None:
    """A feature's place is no part of it: the layer gets a version, the feature keeps its own."""
    rows = table(layer)
    geometry, area = rows.c[layer.geometry], rows.c[str(layer.area)]
    found = area_of(geometry)
    wanted = [scope(layer), area.is_distinct_from(found)]
    if bbox is not None:
        wanted.append(geometry.intersects(sa.func.ST_MakeEnvelope(*bbox, WGS84)))
    if tx.execute(sa.select(rows.c[layer.key]).where(*wanted).limit(1)).first() is None:
        return
    version = Layers(tx).next_version(layer)
    placed = tx.execute(rows.update().where(*wanted).values({area.name: found})).rowcount
    changes.tell(tx, Change(layer, version, WHO, "placed", changed=placed))
