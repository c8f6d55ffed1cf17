"""Tiles straight from the layers' tables: one statement for a layer, seldom two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.engine import Connection

from services.gis.layers.domain import Layer
from services.gis.tiles.domain import EXTENT, MOST_BYTES, NOTE, NOTE_BYTES, Drawn, Tile
from services.gis.tiles.statements import Statement, small, thinned, whole

TIGHTER = 0.8  # how much room is left for another try

_NOTE = """
SELECT ST_AsMVT(q, %(name)s, %(extent)s, 'geometry') FROM (
    SELECT ST_AsMVTGeom(ST_Centroid(place), place, %(extent)s, 0, true) AS geometry, layer, count
    FROM unnest(%(layers)s, %(counts)s::bigint[]) AS told (layer, count),
        ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS place
) AS q
"""


class Tiles:
    """Tiles of what somebody whose area this is may see."""

    def __init__(self, tx: Connection, area: str) -> None:
        self._tx, self._area = tx, area

    def draw(self, layers: Sequence[Layer], tile: Tile) -> bytes:
        """Return the layers in one Mapbox vector tile of at most MOST_BYTES; empty for nothing.

        Each layer may have an equal share of the bytes, and what those before it did not need.
        """
        room, parts = MOST_BYTES - NOTE_BYTES * len(layers), []
        for number, layer in enumerate(layers):
            part = self._part(layer, tile, room // (len(layers) - number))
            room -= len(part.body)
            parts.append(part)
        left_out = {layer.id: p.left_out for layer, p in zip(layers, parts, strict=True)}
        note = self._note(tile, {name: count for name, count in left_out.items() if count})
        return b"".join(part.body for part in parts) + note

    def _part(self, layer: Layer, tile: Tile, room: int) -> Drawn:
        """Draw a layer. Rows are estimated from above; where that was too low, with less room."""
        for make in (small, whole, thinned):
            statement = make(layer, tile.z, self._area)
            row = self._run(statement, tile, room)
            if row.body is not None:
                break
        estimated = room
        while len(row.body) > room:
            estimated = int(estimated * TIGHTER)
            row = self._run(statement, tile, estimated)
        return Drawn(bytes(row.body), row.left_out)

    def _run(self, statement: Statement, tile: Tile, room: int) -> Any:
        west, south, east, north = tile.box()
        values: dict[str, Any] = {
            "west": west,
            "south": south,
            "east": east,
            "north": north,
            "room": room,
        }
        values |= vars(tile) | {"unit": tile.unit, "cell": tile.cell, "tolerance": tile.tolerance}
        return self._tx.exec_driver_sql(statement.text, {**statement.values, **values}).one()

    def _note(self, tile: Tile, left_out: Mapping[str, int]) -> bytes:
        """Return the layer that says how many features of which layer the tile does not hold."""
        if not left_out:
            return b""
        values: dict[str, Any] = {"name": NOTE, "extent": EXTENT, **vars(tile)}
        values |= {"layers": list(left_out), "counts": list(left_out.values())}
        return bytes(self._tx.exec_driver_sql(_NOTE, values).scalar_one())
