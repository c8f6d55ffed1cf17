"""The job that takes a file's features over: all or nothing, in one transaction."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg2
from sqlalchemy.engine import Connection

from libs.files.errors import ImportNotReady
from libs.files.repository import Files, Kept, parts
from libs.kit.db import Database
from libs.kit.jobs import Job, Progress
from libs.kit.principal import Principal
from services.gis.files import bordering, rows, ruling, targets
from services.gis.files.areas import Places
from services.gis.files.comparing import Counts, mine, remove
from services.gis.files.domain import Plan
from services.gis.files.previewing import stage
from services.gis.files.rows import Stamped
from services.gis.layers import changes
from services.gis.layers import making_repository as making
from services.gis.layers.domain import Change, Layer, common
from services.gis.layers.repository import Layers
from services.gis.layers.tables import table

IMPORTED = "imported"
TOLD_SECONDS = 0.5


@dataclass(frozen=True)
class Work:
    """What an applying job works with."""

    db: Database
    tx: Connection
    kept: Kept
    plan: Plan
    head: dict[str, Any]
    who: Principal
    progress: Progress

    def chunks(self, stamped: Stamped) -> Iterator[str]:
        """Return the rows for COPY, telling of the progress; raises Cancelled."""
        count, done, told = self.head["chunks"], 0, 0.0
        for part in parts(self.db, self.kept.id, count):
            text = stamped.chunk(part)
            done += text.count("\n")
            if time.monotonic() - told > TOLD_SECONDS:  # each is a commit, which waits for a disk
                self.progress(done, self.head["taken"], "taking features over")
                told = time.monotonic()
            yield text

    def stamped(self, layer: Layer, version: int) -> Stamped:
        places = Places(self.tx, self.head["bbox"])
        return Stamped(places, self.who, version, with_area=layer.area is not None)


def apply(db: Database, job: Job, progress: Progress) -> str:
    """Take the file's features over; returns what became of the layer."""
    try:
        with db.begin() as tx:
            kept = Files(tx).get(job.arguments["file"], job.principal, lock=True)
            if kept.state == "applied":  # a job whose worker died after it was done
                return "taken over already"
            if kept.state != "applying" or kept.found is None:
                raise ImportNotReady(f"the import is {kept.state}")
            work = Work(db, tx, kept, Plan(**kept.plan), kept.found, job.principal, progress)
            counts = _apply(work)
            Files(tx).clear(kept.id)
            Files(tx).set(kept.id, state="applied")
    except psycopg2.errors.UniqueViolation:
        raise ImportNotReady("a feature of the file is in the layer already") from None
    return f"{counts.added} added, {counts.changed} changed, {counts.removed} removed"


def _apply(work: Work) -> Counts:
    layer = targets.target(work.tx, work.plan, work.who)
    if layer is None:
        return _new(work)
    if layer.id in targets.BOUNDARIES:
        args = (work.tx, work.kept, work.plan, layer, work.head, work.who)
        made = bordering.put(*args)
        return Counts(sum(one.added for one in made), sum(one.changed for one in made))
    version = Layers(work.tx).next_version(layer)
    counts = _take(work, layer, version)
    ruling.require(work.tx, layer, version)
    return counts


def _take(work: Work, layer: Layer, version: int) -> Counts:
    if work.plan.mode == "append":
        return _append(work, layer, version, 0)
    if version - 1 != work.head["version"]:
        raise ImportNotReady("the layer was changed since the preview: send the file again")
    if work.plan.key is None:
        removed = remove(work.tx, layer, mine(layer, work.who), version, work.who)
        return _append(work, layer, version, removed)
    return _replace(work, layer, version)


def _new(work: Work) -> Counts:
    made = targets.described(work.plan, work.head["geometry_type"], work.head["attributes"])
    layer = making.create(work.tx, made)
    indexes = sorted(table(layer).indexes, key=lambda one: str(one.name))
    for index in indexes:  # built at once they cost half of what each row's entry does
        index.drop(work.tx)
    counts = _append(work, layer, layer.version, 0)
    for index in indexes:
        index.create(work.tx)
    return counts


def _append(work: Work, layer: Layer, version: int, removed: int) -> Counts:
    stamped = work.stamped(layer, version)
    place = [layer.area] if layer.area else []
    names = [one["name"] for one in work.head["attributes"]]
    given = [one for name in names if (one := layer.attribute(name))]
    if len(given) < len(names):
        raise ImportNotReady("the layer's attributes changed since the preview")
    stamp = ("version", "changed_by")
    columns = [layer.geometry, *place, *stamp, *(one.column for one in given)]
    added = rows.copy(work.tx, table(layer), columns, work.chunks(stamped))
    counts = Counts(added=added, removed=removed)
    _tell(work, layer, version, counts, stamped)
    return counts


def _replace(work: Work, layer: Layer, version: int) -> Counts:
    stamped = work.stamped(layer, version)
    staged = stage(work.tx, layer, str(work.plan.key), work.head, work.chunks(stamped))
    counts = staged.apply(version, work.who)
    work.progress(work.head["taken"], work.head["taken"], "done but for the commit")
    _tell(work, layer, version, counts, stamped)
    return counts


def _tell(work: Work, layer: Layer, version: int, counts: Counts, stamped: Stamped) -> None:
    """What was removed may have stood anywhere; what was added stands in the file's box."""
    only_added = not counts.changed and not counts.removed
    area = common(stamped.areas) if only_added else work.who.area
    bbox = tuple(work.head["bbox"]) if only_added and work.head["bbox"] else None
    changes.tell(
        work.tx,
        Change(
            layer,
            version,
            work.who.name,
            IMPORTED,
            counts.added,
            counts.changed,
            counts.removed,
            area,
            bbox,
        ),
    )
