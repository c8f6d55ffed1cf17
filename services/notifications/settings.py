"""What the notifications read besides the kit's settings: where photos of incidents are kept."""

from __future__ import annotations

from dataclasses import dataclass

from libs.photos.settings import PhotoSettings

NAMESPACE = "incidents"  # in a store that other services keep photos in too


@dataclass(frozen=True)
class Settings(PhotoSettings):
    """A store of photos, as the kit of photos has it."""
