"""Incidents as tests report them and work on them."""

from __future__ import annotations

import uuid
from typing import Any

from libs.kit.principal import Principal
from libs.kit.request import Request

VILLAGE, STATION = "1971031006", "1971031006003"
FLOOD: dict[str, Any] = {
    "type": "flood",
    "headline": "Air pasang masuk TPS",
    "place": {"tps": STATION, "point": [106.1134, -2.1179], "radius_m": 300},
}


def who(role: str = "operator", area: str = "1971", name: str = "") -> Principal:
    """Return an account of the role; its id follows from its name."""
    name = name or role
    return Principal(f"id-of-{name}", name, frozenset({role}), area)


SARI, BUDI = who(name="sari"), who(name="budi")


def call(service: Any, method: str, principal: Principal = SARI, **data: Any) -> Any:
    """Return the answer of a command, or of a read."""
    asked = Request(data, principal, str(uuid.uuid4()))
    answer = getattr(service, method)(asked)
    return answer["answer"] if isinstance(answer, dict) and "repeated" in answer else answer


def report(service: Any, principal: Principal = SARI, **changes: Any) -> Any:
    """Report a flood at a polling station, or what the changes make of it."""
    return call(service, "report_incident", principal, **{**FLOOD, **changes})


def act(service: Any, method: str, one: Any, principal: Principal = SARI, **data: Any) -> Any:
    """Do something with an incident as it was answered last."""
    asked = {"incident": one["id"], "version": one["version"], **data}
    return call(service, f"{method}_incident", principal, **asked)


def step(service: Any, one: Any, *names: str, principal: Principal = SARI) -> Any:
    """Take an incident through steps."""
    for name in names:
        one = act(service, "step", one, principal, step=name, reason="sudah dicek")
    return one


def sent(database: Any, kind: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Return the events that wait to be told, (event, data), the first one first.

    Those of alerts, which much else raises, only where that `kind` is asked for.
    """
    query = """
        SELECT event, envelope::json->'data' FROM notifications.outbox
        WHERE starts_with(event, %s) AND (%s <> '' OR NOT starts_with(event, 'alert_')) ORDER BY id
    """
    return list(database.execute(query, kind, kind))
