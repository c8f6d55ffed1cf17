"""Geometries of a file as a layer may keep them: repaired, or refused with the reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely

from services.gis.files.apart.projecting import Projection

MOST_VERTICES = 250_000  # of one feature: its page would else be more than the bus carries
FAMILIES = ("Point", "LineString", "Polygon")
MULTI, COLLECTION = 4, 7  # GEOS type ids: 4 to 6 are multis
_INDEX = {0: 0, 1: 1, 2: 1, 3: 2, 4: 0, 5: 1, 6: 2}  # type id → family
NAMES = ("Point", "LineString", "LineString", "Polygon", *(f"Multi{one}" for one in FAMILIES))

Report = Callable[[int, str, str, bool], None]  # row, code, message, whether it is refused


class Geometries:
    """Takes a batch at a time; `region` is west, south, east, north, where data are expected."""

    def __init__(self, crs: str, region: list[float], wanted: str | None) -> None:
        self._projection, self._region, self._wanted = Projection(crs), region, wanted
        self.types: set[str] = set()

    def take(self, wkb: np.ndarray, report: Report) -> tuple[np.ndarray, np.ndarray]:
        """Return geometries (null where the feature has none), and which rows are good."""
        shapes = shapely.from_wkb(wkb, on_invalid="ignore")
        good = np.ones(len(shapes), dtype=bool)

        def refuse(rows: np.ndarray, code: str, message: str) -> None:
            for row in np.flatnonzero(rows & good):
                report(int(row), code, message, True)
            good[rows] = False

        present = np.array([one is not None for one in wkb], dtype=bool)
        refuse(present & shapely.is_missing(shapes), "geometry-unreadable", "can't be read")
        for row in np.flatnonzero(~present):
            report(int(row), "no-geometry", "has no geometry", False)
        refuse(shapely.is_empty(shapes), "empty-geometry", "is empty")
        counts = shapely.get_num_coordinates(shapes)
        many = f"has more than {MOST_VERTICES} vertices: simplify it"
        refuse(counts > MOST_VERTICES, "too-many-vertices", many)
        shapes[~good] = None
        shapes = self._flat(shapes, report)
        if not self._projection.plain:
            shapes = shapely.transform(shapes, self._projection)
        self._places(shapes, refuse, report)
        shapes[~good] = None
        self._repair(shapes, refuse, report)
        shapes[~good] = None
        self._typed(shapes, refuse, report)
        shapes[~good] = None
        return shapes, good

    def _flat(self, shapes: np.ndarray, report: Report) -> np.ndarray:
        high = shapely.has_z(shapes)
        for row in np.flatnonzero(high):
            report(int(row), "flattened", "heights were left out", False)
        return shapely.force_2d(shapes)

    def _places(self, shapes: np.ndarray, refuse: Any, report: Report) -> None:
        bounds = shapely.bounds(shapes)
        there = ~shapely.is_missing(shapes)
        # GEOS leaves numbers that are none out of the bounds, so each position is looked at.
        positions, rows = shapely.get_coordinates(shapes, return_index=True)
        broken = np.zeros(len(shapes), dtype=bool)
        broken[rows[~np.isfinite(positions).all(axis=1)]] = True
        refuse(broken, "not-finite", "has a coordinate that is no number, or outside of its CRS")
        there &= ~broken
        outside = there & ~_within(bounds, [-180, -90, 180, 90])
        inside = there & _touches(bounds, self._region)
        swapped = there & ~inside & _touches(bounds[:, [1, 0, 3, 2]], self._region)
        refuse(swapped, "swapped-axes", "lies in the region with longitude and latitude swapped")
        refuse(outside & ~swapped, "out-of-bounds", "lies outside of longitude ±180, latitude ±90")
        mirrored = bounds[:, [0, 3, 2, 1]] * np.array([1, -1, 1, -1])
        wrong = there & ~inside & ~swapped & ~outside & _touches(mirrored, self._region)
        refuse(wrong, "wrong-hemisphere", "lies on the other side of the equator")
        for row in np.flatnonzero(there & ~inside & ~swapped & ~outside & ~wrong):
            report(int(row), "out-of-region", "lies outside of the region", False)

    def _repair(self, shapes: np.ndarray, refuse: Any, report: Report) -> None:
        lost = np.zeros(len(shapes), dtype=bool)
        for row in np.flatnonzero(~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)):
            reason, family = shapely.is_valid_reason(shapes[row]), _family(shapes[row])
            fixed = _same_family(shapely.make_valid(shapes[row]), family)
            if fixed is None or fixed.is_empty:
                lost[row] = True
                continue
            shapes[row] = fixed
            report(int(row), "repaired", f"was not valid and is repaired: {reason}", False)
        refuse(lost, "not-repairable", "is not valid, and nothing is left of it when repaired")

    def _typed(self, shapes: np.ndarray, refuse: Any, report: Report) -> None:
        ids = shapely.get_type_id(shapes)
        mixed = np.zeros(len(shapes), dtype=bool)
        for row in np.flatnonzero(ids == COLLECTION):
            made = _homogeneous(shapes[row])
            if made is None:
                mixed[row] = True
                continue
            shapes[row] = made
            report(int(row), "collection", "was a collection of one kind", False)
        refuse(mixed, "mixed-collection", "is a collection of different kinds: split it")
        shapes[mixed] = None
        wanted = self._wanted
        if wanted not in (None, "Geometry"):
            self._fit(shapes, str(wanted), refuse)
        ids = shapely.get_type_id(shapes)
        good = ids[ids >= 0]
        self.types |= {NAMES[one] for one in np.unique(good).tolist()}

    @staticmethod
    def _fit(shapes: np.ndarray, wanted: str, refuse: Any) -> None:
        """Make multis of single ones where the layer has multis, and the other way round."""
        family = FAMILIES.index(wanted.removeprefix("Multi"))
        ids = shapely.get_type_id(shapes)
        misfit = np.array([one >= 0 and _INDEX[one] != family for one in ids.tolist()], dtype=bool)
        if wanted.startswith("Multi"):
            single = ~misfit & (ids >= 0) & (ids < MULTI)
            shapes[single] = promoted(shapes[single], family)
        else:
            several = shapely.get_num_geometries(shapes)
            misfit |= (ids >= MULTI) & (several != 1)
            alone = ~misfit & (ids >= MULTI)
            shapes[alone] = shapely.get_geometry(shapes[alone], 0)
        refuse(misfit, "geometry-type", f"is no {wanted}, which the layer has")
        shapes[misfit] = None


def promoted(shapes: np.ndarray, family: int) -> np.ndarray:
    """Return multis of single geometries of a family (0 points, 1 lines, 2 polygons)."""
    make = (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)[family]
    found = np.empty(len(shapes), dtype=object)
    if len(shapes):
        found[:] = make(shapes, indices=np.arange(len(shapes)))
    return found


def layer_type(types: set[str]) -> str:
    """Return the geometry type of a layer that holds these."""
    families = {one.removeprefix("Multi") for one in types}
    if len(families) != 1:
        return "Geometry"
    [family] = families
    return family if types == families else f"Multi{family}"


def _within(bounds: np.ndarray, box: list[float]) -> np.ndarray:
    low = (bounds[:, 0] >= box[0]) & (bounds[:, 1] >= box[1])
    found: np.ndarray = low & (bounds[:, 2] <= box[2]) & (bounds[:, 3] <= box[3])
    return found


def _touches(bounds: np.ndarray, box: list[float]) -> np.ndarray:
    low = (bounds[:, 0] <= box[2]) & (bounds[:, 1] <= box[3])
    found: np.ndarray = low & (bounds[:, 2] >= box[0]) & (bounds[:, 3] >= box[1])
    return found


def _family(shape: Any) -> int | None:
    return _INDEX.get(shapely.get_type_id(shape))


def _same_family(shape: Any, family: int | None) -> Any:
    """Return the parts of a repaired geometry that are of its kind: lines are cut off polygons."""
    parts = list(_leaves(shape))
    kept = [one for one in parts if family is None or _family(one) == family]
    if not kept:
        return None
    return kept[0] if len(kept) == 1 else promote_all(kept)


def _homogeneous(shape: Any) -> Any:
    parts = list(_leaves(shape))
    families = {_family(one) for one in parts}
    return promote_all(parts) if len(families) == 1 else None


def promote_all(parts: list[Any]) -> Any:
    """Return one multi of single geometries of one kind."""
    make: dict[int, Any] = {
        0: shapely.MultiPoint,
        1: shapely.MultiLineString,
        2: shapely.MultiPolygon,
    }
    return make[int(_family(parts[0]) or 0)](parts)


def _leaves(shape: Any) -> Any:
    waiting = [shape]
    while waiting:
        one = waiting.pop()
        if shapely.get_type_id(one) >= MULTI:
            waiting += reversed(one.geoms)
        else:
            yield one
