"""That a warning went out is told on the bus, so that whoever shows warnings reads them anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, outbox
from libs.kit.areas import ancestors
from libs.kit.envelope import Event
from services.notifications.cap.domain import ACTUAL, ALERT, CANCEL, PUBLIC, UPDATE

WHAT = {ALERT: "issued", UPDATE: "updated", CANCEL: "cancelled"}
_SAME = ("status", "scope", "severity", "headline")


def tell(tx: Connection, row: Any, sent: datetime) -> None:
    """Tell of a message that goes out at this moment."""
    outbox.add(tx, "notifications", Event("warning_issued", str(row["chain"]), _data(row, sent)))


def _data(row: Any, sent: datetime) -> dict[str, Any]:
    return {
        "warning": str(row["id"]),
        "chain": str(row["chain"]),
        "what": WHAT[row["msg_type"]],
        **{name: row[name] for name in _SAME},
        "area": area_of(row["content"]),
        "sent": clock.to_text(sent),
        "expires": clock.to_text(row["expires"]),
        "open": is_open(row),
    }


def is_open(row: Any) -> bool:
    """Tell whether everybody may read it."""
    return bool(row["scope"] == PUBLIC and row["status"] == ACTUAL)


def area_of(content: dict[str, Any]) -> str:
    """Return the smallest area that holds all codes; empty where a place has none."""
    named = [area["codes"] for area in content["areas"]]
    if not all(named):
        return ""
    codes = [code for those in named for code in those]
    holds = [one for one in ancestors(codes[0]) if all(code.startswith(one) for code in codes)]
    return holds[-1] if holds else ""
