"""Prometheus Alertmanager's webhook, version 4: alerts with their fingerprint as key. Pure.

https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from libs.kit import areas
from libs.kit.reading import Reader
from services.notifications.alerts.domain import Cause
from services.notifications.inbound.plain import line, lines

VERSION, MOST = "4", 500
FIRING, RESOLVED = STATUSES = ("firing", "resolved")
SEVERITIES = {
    "critical": "critical", "page": "critical", "emergency": "critical", "error": "major",
    "major": "major", "ticket": "minor", "warning": "minor", "minor": "minor", "info": "info",
    "none": "info",
}  # fmt: skip
OTHERWISE = "minor"
DEAD_MAN = "Watchdog"  # fires always: its silence is what matters, and nobody is told that it fires
FINGERPRINT = re.compile(r"[0-9a-f]{1,32}")


@dataclass(frozen=True)
class Told:
    """One alert of the webhook; `over`: it is resolved there."""

    cause: Cause
    over: bool


def read(body: Any) -> list[Told]:
    """Read the webhook's body; raises Invalid that names each field that is wrong."""
    reader = Reader(body)
    if reader.raw("version") != VERSION:
        reader.wrong("version", f"needs {VERSION}, Alertmanager's webhook")
    those = [_one(one) for one in reader.items("alerts", MOST)]
    reader.end()
    return [one for one in those if one is not None]


def _one(reader: Reader) -> Told | None:
    status = reader.one_of("status", STATUSES, "")
    if reader.raw("status") is None:
        reader.wrong("status", f"needs one of {', '.join(STATUSES)}")
    fingerprint = reader.text("fingerprint", longest=32)
    if fingerprint and not FINGERPRINT.fullmatch(fingerprint):
        reader.wrong("fingerprint", "needs hexadecimal digits")
    labels, annotations = _words(reader, "labels"), _words(reader, "annotations")
    name = labels.get("alertname", "")
    if name == DEAD_MAN:
        return None
    area = labels.get("area", "")
    return Told(
        Cause(
            key=f"alertmanager/{fingerprint}",
            topic=f"system.{_topic(name)}",
            severity=SEVERITIES.get(labels.get("severity", ""), OTHERWISE),
            area=area if areas.is_area(area) else "",
            headline=line(annotations.get("summary") or name or "Alertmanager", 120),
            text=lines(annotations.get("description") or _listed(labels), 2000),
            source="alertmanager",
        ),
        status == RESOLVED,
    )


def _words(reader: Reader, name: str) -> dict[str, str]:
    value = reader.raw(name)
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        reader.wrong(name, "needs an object of texts")
        return {}
    return value


def _topic(name: str) -> str:
    return re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_")[:60] or "unnamed"


def _listed(labels: dict[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in sorted(labels.items())[:20])
