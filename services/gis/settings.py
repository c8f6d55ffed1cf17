"""What the map service reads besides the kit's settings: where photos of damage are kept."""

from __future__ import annotations

from dataclasses import dataclass

from libs.photos.settings import PhotoSettings

NAMESPACE = "gis"  # in a store that other services keep photos in too


@dataclass(frozen=True)
class Settings(PhotoSettings):
    """A store of photos, as the kit of photos has it."""
