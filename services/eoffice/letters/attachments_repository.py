"""The SQL of attachments: bytes once by their hash, those of secret letters sealed."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.ids import new_id
from services.eoffice import filing
from services.eoffice.letters.sealing import Vault
from services.eoffice.letters.sniffing import File
from services.eoffice.letters.tables import letter_attachments as table
from services.eoffice.letters.tables import letter_files as files


class Attachments:
    """Attachments of one letter that was got. One that was taken off stays with earlier drafts."""

    def __init__(self, tx: Connection, vault: Vault, letter: str) -> None:
        self._tx, self._vault, self._letter = tx, vault, letter

    def add(self, file: File, draft: int, by: str, *, secret: bool) -> dict[str, Any]:
        """Keep a file with the letter's draft; returns what is told of it."""
        row: dict[str, Any] = {
            "id": new_id(),
            "letter": self._letter,
            "draft": draft,
            "type": file.type,
        }
        row |= {
            "size": len(file.data),
            "position": by,
            "at": clock.now(),
            "place": self._last() + 1,
        }
        kept = self._sealed(row["id"], file) if secret else self._in_clear(file)
        self._tx.execute(table.insert().values(**row, **kept))
        filing.letter(self._tx, self._letter)
        return _out(row | {"name": file.name})

    def _in_clear(self, file: File) -> dict[str, Any]:
        digest = hashlib.sha256(file.data).hexdigest()
        new = pg.insert(files).values(hash=digest, bytes=file.data)
        self._tx.execute(new.on_conflict_do_nothing())
        return {"name": file.name, "hash": digest, "sealed": None}

    def _sealed(self, attachment: str, file: File) -> dict[str, Any]:
        said = {"name": file.name, "bytes": base64.b64encode(file.data).decode()}
        return {"name": None, "hash": None, "sealed": self._vault.seal(said, attachment)}

    def all(self, draft: int | None = None) -> list[dict[str, Any]]:
        """Return what is told of those of the letter, or of an earlier draft."""
        there: sa.ColumnElement[bool] = table.c.gone.is_(None)
        if draft is not None:
            there = (table.c.draft <= draft) & (table.c.gone.is_(None) | (table.c.gone > draft))
        query = (
            sa.select(table)
            .where((table.c.letter == self._letter) & there)
            .order_by(table.c.place, table.c.id)
        )
        rows = self._tx.execute(query).mappings().all()
        return [_out({**row, "name": row["name"] or self._open(row).name}) for row in rows]

    def get(self, attachment: str) -> File | None:
        """Return one, also of an earlier draft; None where there is none."""
        mine = (table.c.letter == self._letter) & (table.c.id == attachment)
        query = sa.select(*table.c, files.c.bytes).outerjoin(files).where(mine)
        row = self._tx.execute(query).mappings().one_or_none()
        if row is None:
            return None
        if row["sealed"] is not None:
            return self._open(row)
        return File(row["name"], row["type"], bytes(row["bytes"]))

    def _open(self, row: Any) -> File:
        said = self._vault.open(bytes(row["sealed"]), str(row["id"]))
        return File(said["name"], row["type"], base64.b64decode(said["bytes"]))

    def take_off(self, attachment: str, draft: int) -> bool:
        """Take one off from this draft on; tells whether it was there."""
        mine = (table.c.letter == self._letter) & (table.c.id == attachment)
        gone = table.update().where(mine & table.c.gone.is_(None)).values(gone=draft)
        filing.letter(self._tx, self._letter)
        return self._tx.execute(gone).rowcount == 1

    def put_in_order(self, wanted: list[str]) -> None:
        """Give those of the letter this order, by id; they are all of them."""
        for place, one in enumerate(wanted, start=1):
            mine = (table.c.letter == self._letter) & (table.c.id == one)
            self._tx.execute(table.update().where(mine).values(place=place))

    def _last(self) -> int:
        query = sa.select(sa.func.max(table.c.place)).where(table.c.letter == self._letter)
        return int(self._tx.execute(query).scalar() or 0)

    def seal_all(self) -> None:
        """Seal what was added before the letter became secret, and forget the bytes in clear."""
        clear = (table.c.letter == self._letter) & table.c.hash.is_not(None)
        for row in self._tx.execute(sa.select(table.c.id, table.c.hash).where(clear)).all():
            file = self.get(row.id)
            if file is not None:
                kept = self._sealed(row.id, file)
                self._tx.execute(table.update().where(table.c.id == row.id).values(kept))
            others = sa.select(table.c.id).where(table.c.hash == row.hash).exists()
            self._tx.execute(files.delete().where((files.c.hash == row.hash) & ~others))


def _out(row: Any) -> dict[str, Any]:
    return {name: row[name] for name in ("id", "name", "type", "size", "draft")}
