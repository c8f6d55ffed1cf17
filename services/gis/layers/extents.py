"""How far a layer reaches, kept by its version, as it costs a look at every feature."""

from __future__ import annotations

from services.gis.layers.domain import Layer
from services.gis.layers.features_repository import Features

MOST = 1000

Bounds = list[float] | None


class Extents:
    """Extents by layer and area, of one process."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[int, Bounds]] = {}

    def of(self, features: Features, layer: Layer, version: int, area: str) -> Bounds:
        """Return the extent of what stands in the area at this version, measured if need be."""
        kept = self._kept.get((layer.id, area))
        if kept is not None and kept[0] == version:
            return kept[1]
        if len(self._kept) >= MOST:
            self._kept.clear()
        bounds = features.extent(area)
        self._kept[layer.id, area] = version, bounds
        return bounds
