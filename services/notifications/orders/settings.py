"""What orders read: how long somebody has to acknowledge."""

from __future__ import annotations

from dataclasses import dataclass

from libs.kit.settings import Settings as KitSettings
from libs.kit.settings import field, whole


@dataclass(frozen=True)
class OrderSettings(KitSettings):
    """The time after which an order that nobody acknowledged is told of above."""

    order_acknowledge_minutes: int = field(
        "KENDALI_ORDER_ACKNOWLEDGE_MINUTES",
        whole(1, 1440),
        "minutes to acknowledge an order; half of the time to its deadline where that is less",
        15,
    )
