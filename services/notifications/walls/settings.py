"""What walls read."""

from __future__ import annotations

from dataclasses import dataclass

from libs.kit import guard
from libs.kit.settings import Settings, field


@dataclass(frozen=True)
class WallSettings(Settings):
    """What scenes may show from outside."""

    wall_hosts: tuple[str, ...] = field(
        "KENDALI_WALL_HOSTS",
        guard.hosts,
        "hosts whose pages and pictures walls may show, with commas between; *.x for those below x",
        (),
    )
