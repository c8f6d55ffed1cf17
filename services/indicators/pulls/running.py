"""A pull is done: the rows are fetched to their end, judged as a file's, and taken over whole."""

from __future__ import annotations

import ipaddress
import itertools
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.db import Database
from libs.kit.errors import KendaliError
from libs.kit.guard import Guard
from libs.kit.jobs import Job, Progress
from libs.kit.sealing import Sealer
from services.indicators import access, writing
from services.indicators.domain import Indicator, Observation
from services.indicators.imports import layout, mapping, sheet, taking
from services.indicators.pulls import ckan, database
from services.indicators.pulls.fetching import Reach, SourceBroken
from services.indicators.pulls.repository import Pulls
from services.indicators.repository import Catalogue
from services.indicators.settings import Settings
from services.indicators.writing_repository import Batch, Counts

LISTS = ("items", "data", "records", "result")
SETTING = "KENDALI_INDICATORS_KEY"


def place(indicator: int) -> str:
    """Return what a database's address is sealed for."""
    return f"pull/{indicator}"


def telling(settings: Settings) -> dict[str, Any]:
    """Return what a process that pulls is told of the settings."""
    return {
        "hosts": list(settings.hosts),
        "networks": [str(one) for one in settings.networks],
        "seconds": settings.pull_seconds,
        "key": settings.indicators_key.hex(),
    }


def pull(db: Database, job: Job, progress: Progress, told: dict[str, Any]) -> str:
    """Do the job's pull; returns its message, and keeps how it went."""
    code = str(job.arguments["code"])
    with db.begin() as tx:
        this = Catalogue(tx).get(code)
        row = Pulls(tx).get(this.key)
    try:
        counts = _pull(db, this, row, job, progress, told)
    except KendaliError as error:
        _ended(db, this, {"state": "failed", "slug": error.slug, "message": error.detail[:500]})
        raise
    _ended(db, this, {"state": "done", **vars(counts)})
    return f"{counts.added} added, {counts.revised} revised, {counts.unchanged} unchanged"


def _ended(db: Database, this: Indicator, last: dict[str, Any]) -> None:
    with db.begin() as tx:
        Pulls(tx).ended(this.key, clock.now(), last)


def _pull(
    db: Database, this: Indicator, row: Any, job: Job, progress: Progress, told: dict[str, Any]
) -> Counts:
    networks = [ipaddress.ip_network(one) for one in told["networks"]]
    reach = Reach(Guard(told["hosts"], networks), told["seconds"])
    with tempfile.TemporaryDirectory(prefix="kendali-pull-") as folder:
        path = Path(folder) / "rows"
        _fetch(this, row, reach, path, progress, told)
        with db.begin() as tx:
            names = Catalogue(tx).names(job.principal.area)
        found = list(_judged(this, row.settings.get("mapping") or {}, path, names))
    progress(len(found), len(found), "writing")  # the last moment at which it can be stopped
    with db.begin() as tx:
        return _write(tx, this, row, found, job)


def _fetch(
    this: Indicator, row: Any, reach: Reach, path: Path, progress: Progress, told: dict[str, Any]
) -> None:
    """Have the whole source in a file before anything is looked at."""
    settings = row.settings
    if row.kind == "ckan":
        portal = ckan.Portal(reach, settings["url"])
        resource = settings.get("resource") or portal.resource(settings["package"])
        _lines(path, portal.rows(resource, lambda done, total: progress(done, total, "fetching")))
    elif row.kind == "sql":
        sealer = Sealer(bytes.fromhex(told["key"]), SETTING)
        dsn = str(sealer.open(bytes(row.sealed), place(this.key)))
        _lines(path, database.rows(dsn, settings["statement"], reach))
    else:
        body = reach.get(settings["url"])
        if body.lstrip()[:1] in (b"[", b"{"):
            _lines(path, _objects(body))
        else:
            path.write_bytes(body)


def _lines(path: Path, rows: Iterable[list[Any]]) -> None:
    with path.open("wb") as file:
        file.write(_MARK)
        for one in rows:
            file.write(orjson.dumps(one, default=str) + b"\n")


_MARK = b"#rows\n"


def _objects(body: bytes) -> Iterator[list[Any]]:
    """Return the names, then the rows, of a list of objects, or of an object that holds one."""
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise SourceBroken("the answer is neither JSON nor a table") from None
    if isinstance(found, dict):
        found = next((found[name] for name in LISTS if isinstance(found.get(name), list)), None)
    if not isinstance(found, list) or not found or not all(isinstance(o, dict) for o in found):
        raise SourceBroken("the JSON holds no list of objects")
    names = list(dict.fromkeys(name for one in found for name in one))
    yield names
    for one in found:
        yield [one.get(name) for name in names]


def _rows(path: Path) -> Iterator[list[Any]]:
    with path.open("rb") as file:
        if file.readline() != _MARK:
            yield from sheet.rows(path)
            return
        for line in file:
            yield orjson.loads(line)


def _judged(
    this: Indicator, said: dict[str, Any], path: Path, names: dict[str, str]
) -> Iterator[Observation]:
    """Return the observations; raises SourceBroken where a row is refused or something is open."""
    head = layout.header(list(itertools.islice(_rows(path), layout.LOOKED + 5)))
    if head is None:
        raise SourceBroken("no row names a column with areas")
    chosen, asked = layout.guess(this, head)
    if said:
        chosen = mapping.of({**vars(chosen), **said})
        asked = layout.questions(chosen, head)
    marks, more = taking.decide(head, chosen, itertools.islice(_rows(path), head.first, None))
    for one in (*asked, *more):
        raise SourceBroken(f"the mapping leaves open: {one.message}")
    reading = taking.Reading(this, head, chosen, marks, names)
    data = itertools.islice(_rows(path), head.first, None)
    found = [one for _, one in reading.all(data)]
    if reading.taken.refused:
        first = reading.taken.problems[0]
        raise SourceBroken(
            f"{reading.taken.refused} rows are refused, row {first.row}: {first.message}"
        )
    yield from found


def _write(tx: Connection, this: Indicator, row: Any, found: list[Observation], job: Job) -> Counts:
    writable = writing.writable(tx, this.code, job.principal)
    note = str(row.settings.get("url") or row.kind)[:500]
    batch = Batch("pull", job.principal.name, note, str(row.settings.get("reason") or ""))
    return writing.write(tx, writable, found, batch, admin=access.is_admin(job.principal))
