"""Who did what to a feature, told from the states that were replaced. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class State:
    """A state of a feature, as GeoJSON, from a version until the one that replaced it.

    `change`, `who` and `at` tell of the act that replaced it; `how`, `maker` and `made` of the
    change of the layer that made it, None where the log does not know. Of the state that stands,
    `until` is None.
    """

    version: int
    until: int | None
    change: str
    who: str
    at: datetime | None
    feature: Any
    how: str | None
    maker: str | None
    made: datetime | None


def acts(
    states: Sequence[State], newer: int | None, *, more: bool
) -> Iterator[tuple[int, str, Any, Any, Any]]:
    """Return (version, change, who, at, feature) of each act, from states newest first.

    `newer` is the version of the state after the first one, None where there is none. With `more`,
    the last state only serves to tell how the one before it was made.
    """
    for place, state in enumerate(states[:-1] if more else states):
        if state.until is not None and state.until != newer:
            yield state.until, state.change, state.who, state.at, None
        older = states[place + 1] if place + 1 < len(states) else None
        newer = state.version
        how = older.change if older and older.until == state.version else state.how
        yield state.version, how or "created", state.maker, state.made, state.feature
