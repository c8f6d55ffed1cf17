"""Stretches are judged anew where the rules changed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.gis.layers import changes
from services.gis.layers.history_repository import archived
from services.gis.roads import rules
from services.gis.roads.descriptors import NEWEST, SEGMENTS
from services.gis.roads.domain import Stretch, judged
from services.gis.roads.tables import segments
from services.gis.roads.tracing_repository import Tracing, follow


def judge(tx: Connection, who: str) -> dict[str, Any]:
    """Judge every stretch by the rules as they stand; returns `{"judged", "layers"}`."""
    follow(tx)  # what is due for another reason has its own version
    tracing = Tracing(tx)
    versions = tracing.lock()
    moved, roads = _moved(tx)
    which = [one for ids in moved.values() for one in ids]
    shown = [segments.c.id.in_(which), segments.c.survey == NEWEST]
    kept = archived(SEGMENTS, shown, "updated", versions[SEGMENTS.id], who)
    changed = tx.execute(kept).rowcount
    stamp = {"version": versions[SEGMENTS.id], "changed_at": sa.func.now(), "changed_by": who}
    for condition, ids in moved.items():
        mine = segments.c.id.in_(ids)
        tx.execute(segments.update().where(mine).values(condition=condition, **stamp))
    of_roads, _ = tracing.follow(sorted(roads), versions, who)
    of_segments = replace(
        of_roads,
        layer=SEGMENTS,
        version=versions[SEGMENTS.id],
        what="judged",
        changed=changed,
    )
    for change in (of_roads, of_segments):
        changes.tell(tx, change)
    return {"judged": len(which), "layers": [changes.shown(c) for c in (of_roads, of_segments)]}


def _moved(tx: Connection) -> tuple[dict[str, list[int]], set[str]]:
    """Return the stretches whose class is another now, by that class, and their roads."""
    part, stands = segments.c, rules.standing(tx)
    query = sa.select(part.id, part.road, part.iri, part.sdi, part.surface, part.condition)
    moved, roads = defaultdict(list), set()
    for key, road, iri, sdi, surface, was in tx.execute(query.where(part.judged)):
        now = judged(Stretch(0, 1, iri, sdi, surface), stands)
        if now != was:
            moved[now].append(key)
            roads.add(road)
    return moved, roads
