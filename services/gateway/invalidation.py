"""Which cached answers an event makes old."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from services.gateway.cache import AnswerCache


def tally(election: str, contest: str) -> str:
    return f"tally/{election}/{contest}"


def election(election: str) -> str:
    return f"election/{election}"


def progress(election: str) -> str:
    return f"progress/{election}"


def stages(election: str) -> str:
    return f"stages/{election}"


def layer(name: str) -> str:
    return f"layer/{name}"


def indicators(item: str) -> str:
    return f"indicators/{item}"


ELECTIONS, AUDIT, WARNINGS = "elections", "audit", "warnings"


# The tags that an event drops; no cached answer knows of the others.
_TAGS: dict[str, Callable[[dict[str, Any]], tuple[str, ...]]] = {
    "elections.tally_changed": lambda data: (
        tally(data["election"], data["contest"]),
        progress(data["election"]),
    ),
    "elections.result_submitted": lambda data: (progress(data["election"]),),
    "elections.station_registered": lambda data: (election(data["election"]), layer("tps")),
    "elections.election_registered": lambda data: (ELECTIONS, election(data["id"])),
    "elections.audit_root_published": lambda _data: (AUDIT,),
    "elections.stages_changed": lambda data: (stages(data["election"]),),
    "indicators.figures_changed": lambda data: (indicators(data["item"]),),
    "notifications.warning_issued": lambda _data: (WARNINGS,),
    "gis.layer_changed": lambda data: (layer(data["layer"]),),
    "gis.feature_changed": lambda data: (layer(data["layer"]),),
}


def tags_of(topic: str, data: dict[str, Any]) -> tuple[str, ...]:
    """Return the tags that an event drops."""
    return _TAGS[topic](data) if topic in _TAGS else ()


def drop(caches: Iterable[AnswerCache], topic: str, data: dict[str, Any]) -> None:
    """Have what the event makes old asked for again: where it tells a place, only there."""
    tags, box = tags_of(topic, data), data.get("bbox")
    for cache in caches:
        cache.drop(*tags, box=None if box is None else (box[0], box[1], box[2], box[3]))


def drop_all(caches: Iterable[AnswerCache]) -> None:
    """Have everything asked for again."""
    for cache in caches:
        cache.drop_all()
