"""A layer's change is logged and told with the commit: one row of the log for each version."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import outbox, session
from libs.kit.envelope import Event
from services.gis.layers.domain import Change, Layer

_LOG = """
INSERT INTO layer_changes (layer, version, who, what, added, changed, removed, area, bbox)
VALUES (%(layer)s, %(version)s, %(who)s, %(what)s, %(added)s, %(changed)s, %(removed)s, %(area)s,
    %(bbox)s::double precision[])
"""


def tell(tx: Connection, change: Change) -> None:
    """Log a change of many features, and tell of it by `layer_changed`."""
    _log(tx, change)
    outbox.add(tx, "gis", layer_changed(change))


def tell_feature(tx: Connection, change: Change, feature: str, area: str | None) -> None:
    """Log a change of one feature, and tell of it by `feature_changed`.

    `change.what` is created, updated, deleted or restored; `area` is where the feature stands, None
    outside all areas.
    """
    _log(tx, change)
    outbox.add(tx, "gis", feature_changed(change, feature, area))


def _log(tx: Connection, change: Change) -> None:
    row = {name: value for name, value in vars(change).items() if name != "layer"}
    bbox = None if change.bbox is None else list(change.bbox)
    session.last(tx, _LOG, row | {"layer": change.layer.id, "bbox": bbox})


def layer_changed(change: Change) -> Event:
    return Event("layer_changed", change.layer.id, _where(change))


def feature_changed(change: Change, feature: str, area: str | None) -> Event:
    hidden = _hidden(change.layer)
    told = {"feature": None, "area": ""} if hidden else {"feature": feature, "area": area}
    data = _where(change) | told | {"change": change.what}
    return Event("feature_changed", change.layer.id, data)


def _where(change: Change) -> dict[str, Any]:
    """Return layer, version and place; of a layer that only some roles read, no place."""
    head = {"layer": change.layer.id, "version": change.version}
    if _hidden(change.layer):
        return head | {"area": "", "bbox": None}
    bbox = None if change.bbox is None else list(change.bbox)
    return head | {"area": change.area, "bbox": bbox}


def _hidden(layer: Layer) -> bool:
    """The stream knows areas and not roles, so the event itself tells less."""
    return not isinstance(layer.permissions.read, str)


def shown(change: Change) -> dict[str, Any]:
    """Return the change as a command answers it."""
    return {"layer": change.layer.id, "area": change.area, "version": change.version}
