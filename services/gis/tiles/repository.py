"""Tiles straight from the layers' tables: one statement for a layer, seldom two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from services.gis.layers.domain import Layer
from services.gis.tiles.domain import (
    EXTENT,
    MOST_BYTES,
    MOST_SECONDS,
    NOTE,
    NOTE_BYTES,
    Drawn,
    SlowTile,
    Tile,
)
from services.gis.tiles.statements import Statement, small, thinned, whole

TIGHTER = 0.8  # how much room is left for another try

_CANCELLED = "57014"
_TIMED = "SET LOCAL statement_timeout = %(milliseconds)s; "  # from the next statement on
_NOTE = """
SELECT ST_AsMVT(q, %(name)s, %(extent)s, 'geometry') FROM (
    SELECT ST_AsMVTGeom(ST_Centroid(place), place, %(extent)s, 0, true) AS geometry, layer, count
    FROM unnest(%(layers)s, %(counts)s::bigint[]) AS told (layer, count),
        ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS place
) AS q
"""


class Tiles:
    """Tiles of what somebody whose area this is may see."""

    def __init__(self, tx: Connection, area: str, seconds: float = MOST_SECONDS) -> None:
        """`seconds` are what each statement may take, so that none outlives who waits for it."""
        self._tx, self._area, self._milliseconds = tx, area, round(seconds * 1000)

    def draw(self, layers: Sequence[Layer], tile: Tile) -> bytes:
        """Return the layers in one Mapbox vector tile of at most MOST_BYTES; empty for nothing.

        Each layer may have an equal share of the bytes, and what those before it did not need.
        Raises SlowTile.
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
        corners = zip(("west", "south", "east", "north"), tile.box(), strict=True)
        sizes = {"unit": tile.unit, "cell": tile.cell, "tolerance": tile.tolerance, "room": room}
        values = {**statement.values, **vars(tile), **dict(corners), **sizes}
        values["milliseconds"] = self._milliseconds
        try:
            return self._tx.exec_driver_sql(_TIMED + statement.text, values).one()
        except OperationalError as error:
            if getattr(error.orig, "pgcode", None) != _CANCELLED:
                raise
            raise SlowTile(f"zoom {tile.z}, column {tile.x}, row {tile.y}") from None

    def _note(self, tile: Tile, left_out: Mapping[str, int]) -> bytes:
        """Return the layer that says how many features of which layer the tile does not hold."""
        if not left_out:
            return b""
        values: dict[str, Any] = {"name": NOTE, "extent": EXTENT, **vars(tile)}
        values |= {"layers": list(left_out), "counts": list(left_out.values())}
        return bytes(self._tx.exec_driver_sql(_NOTE, values).scalar_one())
