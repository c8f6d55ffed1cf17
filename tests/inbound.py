"""What machines and people outside send, as tests send it."""

from __future__ import annotations

from email.message import Message
from typing import Any


def alertmanager_body(*statuses: str) -> dict[str, Any]:
    """Return Alertmanager's webhook with one alert of each status, each its own fingerprint."""
    alerts = [
        {
            "status": status,
            "labels": {"alertname": "DiskFull", "severity": "page", "area": "1971"},
            "annotations": {"summary": "Disk hampir penuh", "description": "tinggal 2 %"},
            "startsAt": "2026-11-22T05:00:00Z",
            "endsAt": "0001-01-01T00:00:00Z",
            "generatorURL": "http://prometheus.example/graph",
            "fingerprint": f"{160 + place:016x}",
        }
        for place, status in enumerate(statuses)
    ]
    return {
        "version": "4",
        "groupKey": '{}:{alertname="DiskFull"}',
        "truncatedAlerts": 0,
        "status": statuses[0],
        "receiver": "kendali",
        "groupLabels": {},
        "commonLabels": {},
        "commonAnnotations": {},
        "externalURL": "http://alertmanager.example",
        "alerts": alerts,
    }


def letter(body: str = "Air masuk rumah.\n", **headers: str) -> bytes:
    """Return a plain message of somebody."""
    usual = {"From": "Warga <w@example.com>", "Subject": "Banjir", "Message-ID": "<1@example.com>"}
    message = Message()
    for name, value in {**usual, **headers}.items():
        message[name] = value
    message.set_payload(body, "utf-8")
    return bytes(message)
