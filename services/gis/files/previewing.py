"""The job that reads a file and tells what would become of its layer, before anything changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from libs.files.repository import BYTES, ROWS, Files, Kept, parts
from libs.kit.db import Database
from libs.kit.errors import KendaliError
from libs.kit.jobs import Cancelled, Job, Progress
from libs.kit.principal import Principal
from services.gis.files import bordering, process, rows, targets
from services.gis.files.areas import Places
from services.gis.files.comparing import Counts, Staged, everything
from services.gis.files.domain import Plan
from services.gis.files.rows import Stamped
from services.gis.layers.domain import Layer
from services.gis.layers.repository import Layers

MOST_OUTSIDE = 200  # told one by one


def preview(db: Database, job: Job, progress: Progress, zone: str) -> str:
    """Read the file of the job; it is then `ready` with what was found, or `failed`."""
    who = job.principal
    with db.begin() as tx:
        kept = Files(tx).get(job.arguments["file"], who)
    try:
        found = _found(db, kept, who, progress, zone)
    except Cancelled:
        _end(db, kept, "cancelled", None)
        raise
    except KendaliError as error:
        fields = [{"field": one.field, "message": one.message} for one in error.errors]
        why = {"slug": error.slug, "detail": error.detail, "errors": fields, **error.extra}
        _end(db, kept, "failed", {"error": why})
        raise
    _end(db, kept, "ready", found)
    return f"{found['taken']} features can be taken, {found['broken']} are broken"


def _end(db: Database, kept: Kept, state: str, found: dict[str, Any] | None) -> None:
    with db.begin() as tx:
        Files(tx).set(kept.id, state=state, found=found)
        Files(tx).clear(kept.id, BYTES)
        if state != "ready":
            Files(tx).clear(kept.id, ROWS)


def _found(
    db: Database, kept: Kept, who: Principal, progress: Progress, zone: str
) -> dict[str, Any]:
    plan = Plan(**kept.plan)
    with process.folder() as place:
        with db.begin() as tx:
            layer = targets.target(tx, plan, who)
            told = targets.reading(tx, plan, layer, zone)
            _copied(tx, kept, place / "upload")
        head = process.run(place, told, lambda: progress(0, None, "reading the file"))
        with db.begin() as tx:
            head |= _kept(tx, kept, place, head, who)
    with db.begin() as tx:
        return head | _compared(db, tx, kept, plan, layer, head, who)


def _copied(tx: Connection, kept: Kept, path: Path) -> None:
    count, _ = Files(tx).measure(kept.id)
    with path.open("wb") as file:
        for part in Files(tx).parts(kept.id, BYTES, count):
            file.write(part)


def _kept(
    tx: Connection, kept: Kept, place: Path, head: dict[str, Any], who: Principal
) -> dict[str, Any]:
    """Keep the rows, without those outside the account's area; returns what the head says then.

    Boundaries are told by their codes (bordering.py): where a region begins, there are none yet.
    """
    sieved = bool(who.area) and kept.plan["layer"] not in targets.BOUNDARIES
    places = Places(tx, head["bbox"] if sieved else None)
    outside: list[str] = []
    for number in range(head["chunks"]):
        data = (place / f"rows-{number}").read_bytes()
        if sieved:
            pairs = list(zip(found := rows.split(data), rows.placed(found, places), strict=True))
            outside += [row[0] for row, area in pairs if not (area and who.covers(area))]
            data = rows.joined(row for row, area in pairs if area and who.covers(area))
        Files(tx).put_part(kept.id, ROWS, number, data)
    problems = head["problems"]
    if outside:
        problems["counts"]["outside-area"] = len(outside)
        text = {"code": "outside-area", "message": "lies outside the area of this account"}
        told = outside[:MOST_OUTSIDE]
        problems["items"] += [{"feature": int(one), **text, "taken": False} for one in told]
    counts = {"taken": head["taken"] - len(outside), "broken": head["broken"] + len(outside)}
    return counts | {"problems": problems}


def _compared(
    db: Database,
    tx: Connection,
    kept: Kept,
    plan: Plan,
    layer: Layer | None,
    head: dict[str, Any],
    who: Principal,
) -> dict[str, Any]:
    """Return what would be added, changed and removed, and at which version of the layer."""
    if layer is None:
        made = targets.described(plan, head["geometry_type"], head["attributes"])
        return asdict(Counts(added=head["taken"])) | {"version": None, "layer": made.id}
    version = {"version": Layers(tx).version(layer), "layer": layer.id}
    if layer.id in targets.BOUNDARIES:
        return version | bordering.compared(tx, kept, plan, layer, head, who)
    if plan.mode == "append":
        return version | asdict(Counts(added=head["taken"]))
    if plan.key is None:
        removed = everything(tx, layer, who)
        return version | asdict(Counts(added=head["taken"], removed=removed))
    stamped = Stamped(Places(tx, None), _anywhere(who), 0, with_area=layer.area is not None)
    texts = (stamped.chunk(part) for part in parts(db, kept.id, head["chunks"]))
    staged = stage(tx, layer, plan.key, head, texts)
    return version | asdict(staged.counts(who))


def _anywhere(who: Principal) -> Principal:
    """Return the account as one of everywhere: its rows are inside its area already."""
    return Principal(who.id, who.name, who.roles)


def stage(
    tx: Connection, layer: Layer, key: str, head: dict[str, Any], texts: Iterator[str]
) -> Staged:
    """Bring the rows into a table of this transaction."""
    given = [one for name in head["attributes"] if (one := layer.attribute(name["name"]))]
    staged = Staged(tx, layer, given, key)
    rows.copy(tx, staged.table, staged.columns, texts)
    staged.ready()
    return staged
