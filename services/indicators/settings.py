"""What the indicators read besides the kit's settings: what a pull may reach, and its key."""

from __future__ import annotations

import re
from dataclasses import dataclass

from libs.kit import sealing, settings
from libs.kit.settings import field

_HOST = re.compile(r"[a-z0-9.-]+(:[0-9]{1,5})?|\[[0-9a-f:]+\](:[0-9]{1,5})?")


def _hosts(text: str) -> tuple[str, ...]:
    found = tuple(one.strip().lower() for one in text.split(",") if one.strip())
    if not all(_HOST.fullmatch(one) for one in found):
        raise ValueError("needs hosts with commas between, such as data.go.id,10.1.2.3:5432")
    return found


@dataclass(frozen=True)
class Settings(settings.Settings):
    """Nothing is reached unless it is named here."""

    hosts: tuple[str, ...] = field(
        "KENDALI_INDICATOR_HOSTS", _hosts, "hosts that pulls may reach, host or host:port", ()
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
