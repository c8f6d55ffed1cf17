"""What the indicators read besides the kit's settings: what a pull may reach, and its key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from libs.kit import guard, sealing, settings
from libs.kit.settings import field


def _hour(text: str) -> time:
    at = time.fromisoformat(text)
    if at.tzinfo is not None:
        raise ValueError("is of the region's zone, such as 06:00")
    return at


@dataclass(frozen=True)
class Settings(settings.Settings):
    """Nothing is reached unless it is named here."""

    hosts: tuple[str, ...] = field(
        "KENDALI_INDICATOR_HOSTS",
        guard.hosts,
        "hosts that pulls may reach, host or host:port; *.x for those below x",
        (),
    )
    networks: tuple[guard.Network, ...] = field(
        "KENDALI_INDICATOR_NETWORKS",
        guard.networks,
        "networks inside that pulls may reach all the same, such as 10.1.2.0/24",
        (),
    )
    indicators_key: bytes = field(
        "KENDALI_INDICATORS_KEY",
        sealing.key,
        "key that addresses of databases are sealed with; none = no pulls from databases",
        b"",
    )
    pull_seconds: int = field(
        "KENDALI_INDICATOR_PULL_SECONDS",
        settings.whole(1, 3600),
        "how long one answer of a source may take",
        30,
    )
    brief_at: time = field(
        "KENDALI_BRIEF_AT",
        _hour,
        "when the morning brief is made, in the region's zone",
        time(6),
    )
