"""What the map service tells of layers, kept for as long as it holds."""

from __future__ import annotations

import functools
from typing import Any

import orjson

from services.gateway import invalidation
from services.gateway.answering import ask, asker
from services.gateway.cache import Entry
from services.gateway.parts import parts

SERVICE = "gis"
Layer = dict[str, Any]


def described(name: str) -> Layer:
    """Return the layer as whoever asks sees it, shared: don't change it.

    Raises UnknownLayer, Unauthorized or Forbidden: who gets past here may read the layer.
    """
    who = asker()
    key = ("get_layer", SERVICE, who.area, *sorted(who.roles), name)
    entry = parts().cache.get(key, tags(name), lambda: ask(SERVICE, "get_layer", {"layer": name}))
    return _parsed(entry.body)


@functools.lru_cache(maxsize=200)
def _parsed(body: bytes) -> Layer:
    return dict(orjson.loads(body))


def listed() -> list[Layer]:
    """Return the layers that whoever asks may read."""
    return list(ask(SERVICE, "list_layers", {})["items"])


def filter_classes() -> list[str]:
    """Return the conformance classes of filters."""
    asked = ("get_filter_classes", SERVICE)
    entry = parts().cache.get(asked, (), lambda: ask(SERVICE, "get_filter_classes", {}))
    return list(orjson.loads(entry.body)["items"])


def kept(method: str, name: str, asked: dict[str, Any]) -> Entry:
    """Return an answer about a layer that `described` gave: what else it depends on is the area."""
    question = orjson.dumps(asked, option=orjson.OPT_SORT_KEYS)
    key = (method, SERVICE, asker().area, name, question)
    data = {**asked, "layer": name}
    return parts().cache.get(key, tags(name), lambda: ask(SERVICE, method, data))


def forget(name: str) -> None:
    """Have the layer asked for again: whoever changed it reads what he wrote."""
    parts().cache.drop(*tags(name))


def tags(name: str) -> tuple[str, ...]:
    return (invalidation.layer(name),)


def edits(layer: Layer) -> bool:
    """Tell whether whoever asks may change features of the layer, be it only in his area."""
    return bool(asker().roles & set(layer["permissions"]["edit"]))


def makes(layer: Layer) -> bool:
    """Tell whether whoever asks may make and delete features of the layer."""
    return edits(layer) and not layer["closed"]
