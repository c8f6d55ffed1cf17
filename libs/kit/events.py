"""`@subscribe`: a service method that is told of another service's events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from nameko.extensions import Entrypoint

from libs.kit.intake import Intake

Handler = TypeVar("Handler", bound=Callable[..., Any])


class Subscription(Entrypoint):
    role = "events"
    intake = Intake()

    def __init__(self, source: str, event: str, version: int = 1) -> None:
        super().__init__()
        self.source, self.event, self.version = source, event, version


def subscribe(source: str, event: str, version: int = 1) -> Callable[[Handler], Handler]:
    """Let the method `(self, tx, event: Incoming) -> None` hear these events."""
    return cast("Callable[[Handler], Handler]", Subscription.decorator(source, event, version))
