"""Alerts as tests raise them, tell of them, and see who was told."""

from __future__ import annotations

from typing import Any

from libs.kit import clock
from services.notifications.alerts.raising import Cause, raise_alert
from tests.incidents import call, who

ROOT = who("admin", "", "root")
DEWI = who("officer", "1971", "dewi")
CAUSE = {
    "key": "test/1",
    "topic": "incident.flood",
    "severity": "critical",
    "area": "1971031006",
    "headline": "Air pasang masuk TPS",
}


def set_rule(service: Any, code: str = "everything", **changes: Any) -> Any:
    """Set a rule that tells dewi, before all others and instead of them."""
    rule = {
        "code": code,
        "name": code,
        "order": 0,
        "match": {},
        "targets": [{"kind": "person", "code": "dewi"}],
        "stop": True,
    }
    return call(service, "add_routing_rule", ROOT, **{**rule, **changes})


def set_chain(service: Any, *steps: dict[str, Any], code: str = "urgent", **changes: Any) -> Any:
    return call(
        service, "add_escalation_chain", ROOT, code=code, name=code, steps=list(steps), **changes
    )


def step(person: str, wait: int = 0, **changes: Any) -> dict[str, Any]:
    """Return a step of a chain that tells one person after so many minutes."""
    return {
        "wait_minutes": wait,
        "targets": [{"kind": "person", "code": person}],
        **changes,
    }


def raised(service: Any, *, tend: bool = True, **changes: Any) -> str:
    """Raise an alert, have it told; returns its id."""
    with service.db.begin() as tx:
        found = raise_alert(tx, Cause(**{**CAUSE, **changes}), clock.now())
    if tend:
        service.tend_alerts()
    return found


def sent_to(database: Any, person: str = "dewi") -> list[str]:
    """Return the subjects of what somebody was told through the inbox, the first one first."""
    query = """
        SELECT m.subject FROM notifications.deliveries d
        JOIN notifications.delivery_messages m ON m.key = d.key
        WHERE d.reader = %s AND d.channel = 'inbox' ORDER BY d.id
    """
    return [row[0] for row in database.execute(query, person)]


def shown(service: Any, alert: str) -> Any:
    return call(service, "get_alert", who("admin", "", "root"), alert=alert)


def whats(service: Any, alert: str) -> list[str]:
    """Return what the alert's log says was done."""
    return [entry["what"] for entry in shown(service, alert)["log"]]


def later(database: Any, column: str, minutes: int, table: str = "alerts") -> None:
    """Have so many minutes pass for what waits in a column of times."""
    assert column.isidentifier()
    assert table.isidentifier()
    database.execute(
        f"UPDATE notifications.{table} SET {column} = {column} - %s * interval '1 minute'",
        minutes,
    )
