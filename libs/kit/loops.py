"""`@loop`: a service method that runs again and again in the background."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from nameko.extensions import Entrypoint

Round = TypeVar("Round", bound=Callable[..., Any])


class Loop(Entrypoint):
    role = "events"

    def __init__(self, notify: str | None = None, every: float = 1.0) -> None:
        super().__init__()
        self.notify, self.every = notify, every


def loop(notify: str | None = None, every: float = 1.0) -> Callable[[Round], Round]:
    """Run the method `(self) -> None` at the start, when notified, and every n seconds at least."""
    return cast("Callable[[Round], Round]", Loop.decorator(notify, every))
