"""In which area each row of a file stands: the deepest one that holds the point on its geometry."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.gis.tables import SRID, areas

PAD = 0.5  # degrees around all known areas
COUNTRY = [94.0, -12.0, 142.0, 8.0]  # where no area is known yet


class Places:
    """The areas that a box touches, each level in memory once: looked up without a query."""

    def __init__(self, tx: Connection, bbox: Sequence[float] | None) -> None:
        self._levels: list[tuple[np.ndarray, list[str]]] = []
        if bbox is None:
            return
        near = areas.c.geometry.intersects(sa.func.ST_MakeEnvelope(*bbox, SRID))
        wkb = sa.func.ST_AsBinary(areas.c.geometry, type_=sa.LargeBinary)
        length = sa.func.length(areas.c.code)
        query = sa.select(areas.c.code, wkb).where(near).order_by(length.desc(), areas.c.code)
        levels: dict[int, tuple[list[str], list[bytes]]] = {}
        for code, data in tx.execute(query):
            codes, shapes = levels.setdefault(len(code), ([], []))
            codes.append(code)
            shapes.append(bytes(data))
        for codes, shapes in levels.values():
            self._levels.append((shapely.from_wkb(np.array(shapes, dtype=object)), codes))

    def of(self, x: Sequence[float], y: Sequence[float]) -> list[str | None]:
        """Return the area of each point, None outside all."""
        found: list[str | None] = [None] * len(x)
        left = np.flatnonzero(np.isfinite(x))
        points = shapely.points(x, y)
        for shapes, codes in self._levels:
            if not len(left):
                break
            tree = shapely.STRtree(points[left])
            pairs = tree.query(shapes, predicate="covers")  # polygons are prepared, once each
            for area, point in pairs.T.tolist():
                place = left[point]
                found[place] = min(found[place] or codes[area], codes[area])
            left = np.array([one for one in left if found[one] is None], dtype=int)
        return found


def region(tx: Connection) -> list[float]:
    """Return west, south, east, north of where features are expected."""
    box = sa.func.ST_Extent(areas.c.geometry)
    corners = (sa.func.ST_XMin, sa.func.ST_YMin, sa.func.ST_XMax, sa.func.ST_YMax)
    west, south, east, north = tx.execute(sa.select(*(corner(box) for corner in corners))).one()
    if west is None:
        return COUNTRY
    return [west - PAD, south - PAD, east + PAD, north + PAD]
