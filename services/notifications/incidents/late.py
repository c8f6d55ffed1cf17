"""Polling stations that are late: one incident for a sub-district, until the last one is in."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.envelope import Incoming
from services.notifications.incidents import automatic, standing
from services.notifications.incidents.domain import Place
from services.notifications.incidents.messages import LONGEST_HEADLINE, Saying
from services.notifications.incidents.reporting import Told

SOURCE = "elections.overdue"
IN = "Hasil semua TPS sudah masuk."


def on_overdue(tx: Connection, event: Incoming, zone: tzinfo) -> Told | None:
    """Report late stations, count them anew, or end the incident when the last one is in."""
    data, now = event.data, clock.now()
    key = f"overdue/{data['election']}/{data['area']}"
    one = standing.open_of(tx, "elections", key)
    if data["out"] == 0:
        if one is not None:
            standing.end(tx, one, IN, now)
        return None
    saying = _saying(data, key, event)
    told = automatic.take(tx, SOURCE, saying, zone)
    if told is not None and one is not None:
        standing.say(tx, one, saying.headline, saying.text, now)
    return told


def _saying(data: dict[str, Any], key: str, event: Incoming) -> Saying:
    named, more = ", ".join(data["tps"]), data["out"] - len(data["tps"])
    others = f" dan {more} lainnya" if more else ""
    headline = f"{data['out']} dari {data['expected']} TPS belum mengirim hasil: "
    return Saying(
        type="polling_late",
        severity="major",
        headline=f"{headline}{data['area_name']}"[:LONGEST_HEADLINE],
        text=f"{data['election_name']}. TPS {named}{others}.",
        place=Place(data["area"], words=data["area_name"][:200]),
        occurred_at=event.time,
        source="elections",
        dedupe=key,
    )
