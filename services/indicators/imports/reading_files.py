"""The jobs of an import: a file is read and judged, then taken over in one transaction."""

from __future__ import annotations

import dataclasses
import itertools
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from libs.files.errors import ImportNotReady
from libs.files.repository import BYTES, PART_BYTES, ROWS, Files, Kept, parts
from libs.kit.db import Database
from libs.kit.errors import to_wire
from libs.kit.jobs import Cancelled, Job, Progress
from services.indicators import access, domain, periods, writing
from services.indicators.domain import Indicator, Observation
from services.indicators.imports import layout, mapping, sheet, taking
from services.indicators.imports.layout import Header, Mapping, Question
from services.indicators.imports.repository import Mappings
from services.indicators.imports.sheet import SheetRefused
from services.indicators.messages import number
from services.indicators.repository import Catalogue
from services.indicators.writing_repository import Batch, Staged, copied

TOLD_ROWS = 20_000
# Of which time the figures are changes from file to file.
REMEMBERED = ("area", "within", "period", "value", "dimensions", "decimal", "fill_down")
NO_HEADER = Question("area", "no row names a column with areas: kode wilayah, kecamatan, desa")


def preview(db: Database, job: Job, progress: Progress) -> str:
    """Read the file of the job, and keep what it would do; returns the job's message."""
    file_id = str(job.arguments["file"])
    with db.begin() as tx:
        kept = Files(tx).get(file_id, job.principal)
    with tempfile.TemporaryDirectory(prefix="kendali-import-") as folder:
        path = _spooled(db, kept, Path(folder))
        try:
            found, state = _previewed(db, kept, path, progress)
        except SheetRefused as error:
            found, state = {"error": to_wire(error)}, "refused"
    with db.begin() as tx:
        store = Files(tx)
        if store.get(file_id, job.principal, lock=True).state != "reading":
            raise Cancelled
        store.set(file_id, found=found, state=state)
    return state


def _spooled(db: Database, kept: Kept, folder: Path) -> Path:
    path = folder / "file"
    with db.begin() as tx:
        count, _ = Files(tx).measure(kept.id)
    with path.open("wb") as file:
        for one in range(count):
            with db.begin() as tx:
                file.write(Files(tx).part(kept.id, BYTES, one))
    return path


def _previewed(
    db: Database, kept: Kept, path: Path, progress: Progress
) -> tuple[dict[str, Any], str]:
    with db.begin() as tx:
        this = Catalogue(tx).get(kept.plan["indicator"])
        names = Catalogue(tx).names(kept.plan["area"])
    head = layout.header(list(itertools.islice(sheet.rows(path), layout.LOOKED + 5)))
    if head is None:
        return {"questions": [vars(NO_HEADER)]}, "asked"
    chosen, asked = _chosen(db, kept, this, head)
    told: dict[str, Any] = {"columns": list(head.names.values()), "shape": head.shape}
    told |= {"mapping": mapping.out(chosen)}
    marks: dict[int, str] = {}
    if not asked:
        marks, asked = taking.decide(head, chosen, _data(path, head))
    if asked:
        return told | {"questions": [vars(one) for one in asked]}, "asked"
    reading = taking.Reading(this, head, chosen, marks, names)
    chunks = _stored(db, kept, reading, _data(path, head), progress)
    told |= {"chunks": chunks, **_counts(this, reading.taken)}
    told |= {"decimal": {head.names[place]: mark for place, mark in marks.items()}}
    return _judged(db, kept, this, told, refused=reading.taken.refused)


def _data(path: Path, head: Header) -> Iterator[list[Any]]:
    return itertools.islice(sheet.rows(path), head.first, None)


def _chosen(
    db: Database, kept: Kept, this: Indicator, head: Header
) -> tuple[Mapping, list[Question]]:
    """Return the guess, over which lies what is remembered, over which what was said."""
    guessed, asked = layout.guess(this, head)
    with db.begin() as tx:
        remembered = Mappings(tx).get(this.key, this.owner, head.shape) or {}
    said = remembered | (kept.plan.get("mapping") or {})
    if not said:
        return guessed, asked
    plain = {field.name: getattr(guessed, field.name) for field in dataclasses.fields(guessed)}
    if said.get("value"):
        plain["columns"] = {}
    chosen = mapping.of({**plain, **said})
    return chosen, layout.questions(chosen, head)


def _stored(
    db: Database,
    kept: Kept,
    reading: taking.Reading,
    rows: Iterable[Sequence[Any]],
    progress: Progress,
) -> int:
    """Keep the observations as COPY has them, in parts; returns how many parts."""
    with db.begin() as tx:
        Files(tx).clear(kept.id, ROWS)
    pieces: list[str] = []
    size = chunks = 0
    for count, (row, one) in enumerate(reading.all(rows), 1):
        pieces.append(copied(row, one))
        size += len(pieces[-1])
        if count % TOLD_ROWS == 0:
            progress(count, None, "reading")
        if size >= PART_BYTES:
            _keep(db, kept, chunks, pieces)
            pieces, size, chunks = [], 0, chunks + 1
    if pieces:
        _keep(db, kept, chunks, pieces)
        chunks += 1
    progress(reading.taken.observations, reading.taken.observations, "read")
    return chunks


def _keep(db: Database, kept: Kept, part: int, pieces: list[str]) -> None:
    with db.begin() as tx:
        Files(tx).put_part(kept.id, ROWS, part, "".join(pieces).encode())


def _counts(this: Indicator, taken: taking.Taken) -> dict[str, Any]:
    names = ("rows", "observations", "missing", "totals", "notes", "refused")
    return {name: getattr(taken, name) for name in names} | {
        "problems": [_problem(one) for one in taken.problems],
        "sample": [_shown(this, one) for one in taken.sample],
    }


def _problem(one: taking.Problem) -> dict[str, Any]:
    near = [{"code": code, "name": name} for code, name in one.near]
    return {
        "row": one.row,
        "column": one.column,
        "code": one.code,
        "message": one.message,
        "near": near,
    }


def _shown(this: Indicator, one: Observation) -> dict[str, Any]:
    return {
        "area": one.area,
        "period": periods.show(one.period, this.rhythm),
        "dimensions": domain.undims(one.dims),
        "value": number(one.value),
    }


def _judged(
    db: Database, kept: Kept, this: Indicator, told: dict[str, Any], *, refused: int
) -> tuple[dict[str, Any], str]:
    """Compare with what stands; a cell that stands there twice is refused too."""
    if refused:
        return told, "refused"
    if not told["observations"]:
        question = Question("value", "the file has no value")
        return told | {"questions": [vars(question)]}, "asked"
    with db.begin() as tx:
        staged = _staged(db, tx, kept, this, told["chunks"], lambda *_: None)
        twice = staged.twice(taking.MOST_PROBLEMS)
        if twice:
            problems = [_problem(_double(rows)) for rows in twice]
            return told | {"refused": len(twice), "problems": problems}, "refused"
        counts = staged.compare()
        closed = this.closed_until
        years = sorted({one.year for one in staged.periods() if closed and one.year <= closed})
    return told | vars(counts) | {"closed_years": years}, "ready"


def _double(rows: list[int]) -> taking.Problem:
    told = f"says of the same area and period what row {rows[0]} says"
    return taking.Problem(rows[-1], "", "twice", told)


def _staged(
    db: Database, tx: Connection, kept: Kept, this: Indicator, chunks: int, tell: Any
) -> Staged:
    staged = Staged(tx, this.key)
    staged.copy(_texts(db, kept, chunks, tell))
    return staged


def _texts(db: Database, kept: Kept, chunks: int, tell: Any) -> Iterator[str]:
    for count, data in enumerate(parts(db, kept.id, chunks), 1):
        yield data.decode()
        tell(count, chunks)


def apply(db: Database, job: Job, progress: Progress) -> str:
    """Take over what was previewed, all of it or nothing; returns the job's message."""
    started = time.monotonic()
    file_id, who = str(job.arguments["file"]), job.principal
    with db.begin() as tx:
        store = Files(tx)
        kept = store.get(file_id, who, lock=True)
        if kept.state == "applied":
            return "applied before"
        if kept.state != "applying" or kept.found is None:
            raise ImportNotReady(f"the import is {kept.state}")
        this = writing.writable(tx, kept.plan["indicator"], who)
        staged = _staged(db, tx, kept, this, kept.found["chunks"], progress)
        reason = str(kept.plan.get("reason") or "")
        domain.check_closed(this, staged.periods(), reason, admin=access.is_admin(who))
        counts = staged.write(Batch("upload", who.name, kept.plan["name"], reason))
        said = {name: kept.found["mapping"][name] for name in REMEMBERED}
        Mappings(tx).put(this.key, this.owner, kept.found["shape"], said)
        done = vars(counts) | {"seconds": round(time.monotonic() - started, 3)}
        store.set(file_id, state="applied", found=kept.found | {"done": done, "problems": []})
        store.clear(file_id)
    return f"{counts.added} added, {counts.revised} revised, {counts.unchanged} unchanged"
