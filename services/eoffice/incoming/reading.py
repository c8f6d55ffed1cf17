"""Scans that nobody has read yet are read one after the other; secret ones never.

A scan is taken before it is read, so that one that ends its reader does so once. Another scan of
the letter is read anew. Where nothing reads scans, they wait: what is installed later reads them.
"""

from __future__ import annotations

import sqlalchemy as sa

from libs.kit.db import Database
from services.eoffice import filing
from services.eoffice.incoming import ocr
from services.eoffice.incoming.ocr import FAILED, Found
from services.eoffice.incoming.tables import incoming, incoming_scans

_T = incoming.c
AUTO, OFF = "auto", "off"


def read_next(db: Database) -> bool:
    """Read one scan that waits; tells whether there was one."""
    taken = _take(db)
    if taken is None:
        return False
    letter, scan, data = taken
    _keep(db, letter, scan, ocr.read(data))
    return True


def _take(db: Database) -> tuple[str, str, bytes] | None:
    """Return (letter, hash, bytes) of a scan, which nobody else takes from now on."""
    waits = _T.scan.is_not(None) & ~_T.secret & _T.text_of.is_distinct_from(_T.scan)
    with db.begin() as tx:
        first = sa.select(_T.id, _T.scan).where(waits).order_by(_T.id).limit(1)
        row = tx.execute(first.with_for_update(skip_locked=True)).one_or_none()
        if row is None:
            return None
        mark = {"text": None, "text_of": row.scan, "text_state": FAILED}
        tx.execute(incoming.update().where(_T.id == row.id).values(mark))
        bytes_of = sa.select(incoming_scans.c.bytes).where(incoming_scans.c.hash == row.scan)
        return row.id, row.scan, bytes(tx.execute(bytes_of).scalar_one())


def _keep(db: Database, letter: str, scan: str, found: Found) -> None:
    """Keep what was read, unless the letter has another scan by now, or became secret."""
    mine = (_T.id == letter) & (_T.scan == scan) & (_T.text_of == scan) & ~_T.secret
    told = {"text": found.text, "text_state": found.state}
    with db.begin() as tx:
        if tx.execute(incoming.update().where(mine).values(told)).rowcount:
            filing.incoming(tx, letter)
