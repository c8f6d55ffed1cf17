"""How far a layer reaches, kept by its version, as it costs a look at every feature."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from sqlalchemy.engine import Engine

from services.gis.layers.domain import Layer
from services.gis.layers.features_repository import Features

MOST = 1000

Bounds = list[float] | None
Kept = dict[tuple[str, str], tuple[int, Bounds]]


class Extents:
    """Extents by layer and area, of each database that this process speaks to."""

    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[Engine, Kept] = WeakKeyDictionary()

    def of(self, features: Features, layer: Layer, version: int, area: str) -> Bounds:
        """Return the extent of what stands in the area at this version, measured if need be."""
        known = self._kept.setdefault(features.engine, {})
        kept = known.get((layer.id, area))
        if kept is not None and kept[0] == version:
            return kept[1]
        if len(known) >= MOST:
            known.clear()
        bounds = features.extent(area)
        known[layer.id, area] = version, bounds
        return bounds
