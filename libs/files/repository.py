"""Files on their way, and their parts. The only SQL of files' own tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.files.errors import ImportNotReady, UnknownImport
from libs.files.tables import file_parts, files
from libs.kit.db import Database
from libs.kit.ids import is_uuid, new_id
from libs.kit.principal import Principal

PART_BYTES = 8 << 20
BYTES, ROWS = "file", "rows"


@dataclass(frozen=True)
class Kept:
    """A file as its row has it."""

    id: str
    owner: str
    task: str
    plan: dict[str, Any]
    state: str
    size: int
    found: dict[str, Any] | None
    job: str | None


def parts(db: Database, file_id: str, count: int) -> Iterator[bytes]:
    """Return the parts of rows, each read for itself: a connection copies or reads."""
    for number in range(count):
        with db.begin() as tx:
            data = Files(tx).part(file_id, ROWS, number)
        yield data


class Files:
    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, task: str, plan: dict[str, Any], state: str, owner: str) -> str:
        """Keep a new file's row; returns its id."""
        made = new_id()
        row = {"id": made, "owner": owner, "task": task, "plan": plan, "state": state}
        self._tx.execute(files.insert().values(**row))
        return made

    def get(self, file_id: Any, who: Principal, *, lock: bool = False) -> Kept:
        """Return a file of the principal's, or of anybody's for an administrator."""
        if not isinstance(file_id, str) or not is_uuid(file_id):
            raise UnknownImport(f"there is no file {str(file_id)[:80]}")
        columns = [files.c[name] for name in Kept.__dataclass_fields__]
        query = sa.select(*columns).where(files.c.id == file_id)
        if "admin" not in who.roles:
            query = query.where(files.c.owner == who.id)
        row = self._tx.execute(query.with_for_update() if lock else query).first()
        if row is None:
            raise UnknownImport(f"there is no file {file_id}")
        return Kept(*row)

    def set(self, file_id: str, **values: Any) -> None:
        changed = values | {"updated_at": sa.func.now()}
        self._tx.execute(files.update().where(files.c.id == file_id).values(**changed))

    def put_part(self, file_id: str, kind: str, part: int, data: bytes) -> None:
        """Keep a part; one that comes again replaces itself."""
        new = pg.insert(file_parts).values(file=file_id, kind=kind, part=part, bytes=data)
        keys = ["file", "kind", "part"]
        put = new.on_conflict_do_update(index_elements=keys, set_={"bytes": new.excluded.bytes})
        self._tx.execute(put)

    def measure(self, file_id: str) -> tuple[int, int]:
        """Return how many parts of the file itself there are, and how many bytes."""
        kept = file_parts.c
        size = sa.func.coalesce(sa.func.sum(sa.func.length(kept.bytes)), 0)
        query = sa.select(sa.func.count(), size).where(kept.file == file_id, kept.kind == BYTES)
        count, length = self._tx.execute(query).one()
        return int(count), int(length)

    def part(self, file_id: str, kind: str, part: int) -> bytes:
        """Return a part; raises ImportNotReady where it is not there."""
        kept = file_parts.c
        these = (kept.file == file_id, kept.kind == kind, kept.part == part)
        found = self._tx.execute(sa.select(kept.bytes).where(*these)).scalar_one_or_none()
        if found is None:
            raise ImportNotReady(f"part {part} of the file is not there")
        return bytes(found)

    def parts(self, file_id: str, kind: str, count: int) -> Iterator[bytes]:
        return (self.part(file_id, kind, number) for number in range(count))

    def clear(self, file_id: str, kind: str | None = None) -> None:
        """Forget the parts of a kind, of all kinds for None."""
        these = file_parts.delete().where(file_parts.c.file == file_id)
        self._tx.execute(these if kind is None else these.where(file_parts.c.kind == kind))

    def save(self, file_id: str, path: Path) -> int:
        """Keep a written file in parts; returns how many there are."""
        self.clear(file_id, BYTES)
        count = 0
        with path.open("rb") as file:
            while data := file.read(PART_BYTES):
                self.put_part(file_id, BYTES, count, data)
                count += 1
        self.set(file_id, size=path.stat().st_size)
        return count

    def expire(self, hours: float) -> int:
        """Remove files that nobody has touched for so long."""
        old = sa.func.now() - sa.func.make_interval(0, 0, 0, 0, 0, 0, hours * 3600)
        return self._tx.execute(files.delete().where(files.c.updated_at < old)).rowcount
