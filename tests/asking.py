"""Requests and events as the gateway and the bus would bring them."""

from __future__ import annotations

import itertools
import threading
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from libs.kit.envelope import Incoming
from libs.kit.ids import new_id
from libs.kit.principal import Principal
from libs.kit.request import Request

_sequences = itertools.count(1)


def ask(
    data: dict[str, Any] | None = None,
    *,
    area: str = "",
    name: str = "operator",
    role: str = "operator",
    again: str = "",
) -> Request:
    """Return a request of an operator of the area; `again` repeats the command of that id."""
    who = Principal(f"id-of-{name}", name, frozenset({role}), area)
    return Request(data or {}, who, again or str(uuid.uuid4()))


def told(source: str, event: str, subject: str, data: dict[str, Any]) -> Incoming:
    """Return an event as a handler gets it."""
    at = datetime(2024, 11, 27, 12, 0, tzinfo=UTC)
    return Incoming(new_id(), source, event, 1, subject, at, next(_sequences), data)


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Make the calls from a thread each, let go together; returns answers or exceptions."""
    gate, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number: int) -> None:
        gate.wait()
        try:
            answers[number] = calls[number]()
        except Exception as error:  # noqa: BLE001 - the caller looks at it
            answers[number] = error

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
