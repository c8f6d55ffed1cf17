"""Surveyed boundaries take the place of drawn cells: a command, and what an import calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import shapely
from sqlalchemy.engine import Connection

from libs.kit import areas as codes
from libs.kit.principal import Principal
from services.gis.domain import Boundary
from services.gis.layers import changes
from services.gis.layers import placing_repository as placing
from services.gis.layers.builtin import BUILTIN, LEVELS
from services.gis.layers.domain import Change, common
from services.gis.layers.repository import many
from services.gis.repository import Areas

LAYERS = {level: BUILTIN[name] for name, level in LEVELS.items()}


def put(tx: Connection, items: Sequence[Boundary], who: Principal) -> list[Change]:
    """Store the boundaries as surveyed ones, keep what they replace, tell of each layer.

    What stands already as it is given is left alone. Raises OutsideArea.
    """
    for one in items:
        who.require_area(one.code)
    levels = {codes.level(one.code) for one in items}
    versions = {
        LEVELS[name]: version
        for name, version in many(tx, [LAYERS[level] for level in levels]).items()
    }
    store = Areas(tx, versions, who.name)
    made = [_put(store, level, versions[level], items, who) for level in sorted(levels)]
    for change in made:
        changes.tell(tx, change)
        if change.bbox is not None:
            placing.moved(tx, change.bbox)
    return made


def _put(
    store: Areas, level: str, version: int, items: Sequence[Boundary], who: Principal
) -> Change:
    these = {one.code: one for one in items if codes.level(one.code) == level}
    standing = store.standing(these)
    new = {code: one for code, one in these.items() if not _same(one, standing.get(code))}
    if new:
        store.put_surveyed(LAYERS[level], [_named(one, standing) for one in new.values()])
    shapes: list[Any] = [one.shape for one in new.values()]
    shapes += [standing[code].shape for code in new if code in standing]
    return Change(
        LAYERS[level],
        version,
        who.name,
        "surveyed",
        added=len(new.keys() - standing.keys()),
        changed=len(new.keys() & standing.keys()),
        area=common(new),
        bbox=_bounds(shapes),
    )


def _named(new: Boundary, standing: Mapping[str, Boundary]) -> Boundary:
    old = standing.get(new.code)
    return replace(new, name=new.name or (old.name if old else new.code))


def _same(new: Boundary, old: Boundary | None) -> bool:
    if old is None or old.quality != new.quality or new.name not in (None, old.name):
        return False
    return bool(new.shape is not None and new.shape.equals_exact(old.shape, 0))


def _bounds(shapes: list[Any]) -> tuple[float, float, float, float] | None:
    known = [shape for shape in shapes if shape is not None]
    if not known:
        return None
    west, south, east, north = shapely.total_bounds(known).tolist()
    return west, south, east, north
