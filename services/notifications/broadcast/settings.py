"""What broadcasts read of the settings: from which size two people are needed, what they cost."""

from __future__ import annotations

import re
from dataclasses import dataclass

from libs.kit import settings
from libs.kit.settings import field, whole

_PRICE = re.compile(r"([a-z0-9][a-z0-9-]{0,39})=([0-9]{1,6})")


def _prices(text: str) -> dict[str, int]:
    found = [_PRICE.fullmatch(one.strip()) for one in text.split(",") if one.strip()]
    if None in found:
        raise ValueError("needs rupiah for channels, such as sms=350,whatsapp=600")
    return {one.group(1): int(one.group(2)) for one in found if one is not None}


@dataclass(frozen=True)
class BroadcastSettings(settings.Settings):
    """Broadcasts."""

    broadcast_alone: int = field(
        "KENDALI_BROADCAST_ALONE",
        whole(0, 1_000_000),
        "readers up to which a broadcast needs no second person; 0 = it always does",
        20,
    )
    broadcast_prices: dict[str, int] = field(
        "KENDALI_BROADCAST_PRICES",
        _prices,
        "rupiah for one message through a channel, such as sms=350,whatsapp=600; else nothing",
        {},
    )
