"""Figures that agencies owe: an alert while they do."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from services.notifications.alerts.raising import Cause, keep, resolve

TOPIC, BY, SEVERITY = "indicator.late", "indicators", "minor"
_AREA = re.compile(r"\d+")


def told(tx: Connection, data: dict[str, Any], at: datetime) -> None:
    """Have an alert open while periods of the indicator are missing."""
    key = f"indicator/{data['code']}"
    if not data["missing"]:
        resolve(tx, key, BY, at)
        return
    found = _AREA.match(data["owner"])
    area = found[0] if found and len(found[0]) in (2, 4, 6, 10) else ""
    name = data.get("owner_name") or data["owner"]
    cause = Cause(
        key=key,
        topic=TOPIC,
        severity=SEVERITY,
        area=area,
        headline=f"{name}: {data['title']} {data['period']} belum masuk",
        link=f"/indicators/{data['item']}?indicator={data['code']}",
        about=("indicator", data["code"]),
    )
    keep(tx, cause, at)
