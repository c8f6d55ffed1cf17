"""How the past is told: acts on one feature, and the feed of a layer's changes."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.errors import Unauthorized
from libs.kit.request import Request
from services.gis.layers import acts as told
from services.gis.layers import answers, messages
from services.gis.layers.acts import State
from services.gis.layers.answers import Row
from services.gis.layers.crs import CRS84
from services.gis.layers.domain import Layer, UnknownFeature
from services.gis.layers.features_repository import Features, unknown
from services.gis.layers.history_repository import History, Place
from services.gis.layers.repository import Layers


def acts(tx: Connection, layer: Layer, request: Request) -> dict[str, Any]:
    """Return a page of what was done to a feature, newest first."""
    data, who = request.data, request.principal
    if not who.roles:
        raise Unauthorized("who changed what is told to those who signed in")
    limit, after = paging.asked(data)
    until, newer = _place(after)
    feature_id = str(data.get("id"))
    states = History(tx, layer, who.area).states(feature_id, until, limit)
    more = len(states) > limit
    if until is None:
        states = _present(tx, layer, feature_id, who.area) + states
    if not states and until is None:
        raise unknown(layer, feature_id)
    items = [_act(*one) for one in told.acts(states, newer, more=more)]
    last = states[-2] if more else None
    return {"items": items, "next": f"{last.until}-{last.version}" if last else None}


def _place(after: str) -> tuple[int | None, int | None]:
    """Read where a page goes on: below the state until one version, which began at another."""
    if not after:
        return None, None
    until, _, version = after.partition("-")
    if not (messages.INTEGER.fullmatch(until) and messages.INTEGER.fullmatch(version)):
        raise paging.foreign()
    return int(until), int(version)


def _present(tx: Connection, layer: Layer, feature_id: str, area: str) -> list[State]:
    store = Features(tx, layer)
    try:
        row = store.get(feature_id, area, CRS84)
    except UnknownFeature:
        return []
    shown = orjson.Fragment(answers.feature(row, answers.names(layer, None)))
    return [State(row[1], None, "", "", None, shown, *store.made(feature_id))]


def _act(version: int, change: str, who: Any, at: Any, feature: Any) -> dict[str, Any]:
    at = None if at is None else clock.to_text(at)
    return {"version": version, "change": change, "who": who, "at": at, "feature": feature}


def changes(tx: Connection, layer: Layer, request: Request) -> bytes:
    """Return a page of what changed since a version, as JSON."""
    data, area = request.data, request.principal.area
    since, limit = messages.whole(data, "since", 0), messages.limit(data.get("limit"))
    after = _feed_place(data.get("after"), layer)
    now = Layers(tx).version(layer)  # before the rest: what is told is told to the end
    past, names = History(tx, layer, area), answers.names(layer, None)
    rows: list[tuple[int, bool, Row]] = [
        (row[1], False, row) for row in past.present(since, after, limit + 1)
    ]
    rows += [(one[1], True, one) for one in past.gone(since, after, limit + 1)]
    rows.sort(key=lambda one: one[:2])
    size = min(limit, answers.fitting([row for _, _, row in rows]))
    items = [_change(version, gone, row, names) for version, gone, row in rows[:size]]
    following = None
    if len(rows) > size:
        last, gone, row = rows[size - 1]
        following = messages.token((last, gone, row[0]))
    return orjson.dumps({"version": now, "items": items, "next": following})


def _change(version: int, gone: bool, row: Row, names: Sequence[str]) -> dict[str, Any]:
    feature = None if gone else orjson.Fragment(answers.feature(row, names))
    return {"version": version, "id": str(row[0]), "gone": gone, "feature": feature}


def _feed_place(after: Any, layer: Layer) -> Place | None:
    if after is None:
        return None
    try:
        text = base64.urlsafe_b64decode(after + "=" * (-len(after) % 4))
        version, gone, key = orjson.loads(text)
    except (ValueError, TypeError):
        raise paging.foreign() from None
    wanted = str if layer.text_key or gone is True else int
    if type(version) is not int or type(gone) is not bool or not isinstance(key, wanted):
        raise paging.foreign()
    return version, gone, key
