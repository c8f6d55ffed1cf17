"""Heads of units' letters: their lines and logo, written by who keeps the unit's records.

A unit without one has the names of its institution and its own; a division writes under the head of
the unit above it (Permendagri 1/2023: divisions have no letterhead of their own).
"""

from __future__ import annotations

import base64
import binascii
import io
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.errors import Forbidden, NotFound
from libs.kit.reading import Reader
from libs.kit.request import Request
from services.eoffice.domain import Unit
from services.eoffice.organisation.acting import Acting
from services.eoffice.repository import Units
from services.eoffice.signing.sheet import Letterhead
from services.eoffice.signing.tables import letterheads

MOST_LINES, LONGEST_LINE = 4, 120
LARGEST_LOGO, WIDEST_LOGO = 300 << 10, 2000  # bytes, pixels at a side
PICTURES = ("PNG", "JPEG")
DIVISION = "division"


class UnknownUnit(NotFound):
    slug, title = "unknown-unit", "No such unit"


def of(tx: Connection, unit: Unit) -> Letterhead | None:
    """Return the head that was written for the unit, or for the one whose division it is."""
    found = _kept(tx, unit.code)
    if found is None and unit.kind == DIVISION and unit.parent is not None:
        found = _kept(tx, unit.parent)
    return found


def _kept(tx: Connection, code: str) -> Letterhead | None:
    query = sa.select(letterheads).where(letterheads.c.unit == code)
    row = tx.execute(query).mappings().one_or_none()
    if row is None:
        return None
    logo = None if row["logo"] is None else bytes(row["logo"])
    return Letterhead(tuple(row["lines"]), tuple(row["below"]), logo)


def get(tx: Connection, request: Request) -> dict[str, Any]:
    """Return `{"unit", "lines", "below", "logo"}`; no lines where none was written for it."""
    unit = _unit(tx, request)
    found = _kept(tx, unit.code) or Letterhead(())
    logo = None if found.logo is None else base64.b64encode(found.logo).decode()
    head = {"lines": list(found.lines), "below": list(found.below), "logo": logo}
    return {"unit": unit.code, **head}


def put(tx: Connection, request: Request, who: Acting | None) -> dict[str, Any]:
    """Write the head of a unit: `{"unit", "lines", "below", "logo"}`, the logo as base64 or null.

    By a records officer of the unit, or an administrator of its area. Raises Invalid, all fields.
    """
    unit = _unit(tx, request)
    request.principal.require_area(unit.area)
    keeps = who is not None and who.records and who.unit == unit.code
    if not keeps and "admin" not in request.principal.roles:
        raise Forbidden("a records officer of the unit or an administrator writes its letterhead")
    head = _read(request.data)
    row = {"lines": list(head.lines), "below": list(head.below), "logo": head.logo}
    new = pg.insert(letterheads).values(unit=unit.code, **row, changed_at=clock.now())
    tx.execute(
        new.on_conflict_do_update(
            index_elements=["unit"], set_={**row, "changed_at": new.excluded.changed_at}
        )
    )
    return {"unit": unit.code, **row, "logo": head.logo is not None}


def _unit(tx: Connection, request: Request) -> Unit:
    found = Units(tx).find(str(request.data.get("unit")))
    if found is None:
        raise UnknownUnit
    return found


def _read(data: dict[str, Any]) -> Letterhead:
    reader = Reader(data)
    reader.only(("as", "unit", "lines", "below", "logo"))
    lines, below = _lines(reader, "lines", least=1), _lines(reader, "below", least=0)
    logo = _logo(reader)
    reader.end()
    return Letterhead(lines, below, logo)


def _lines(reader: Reader, name: str, least: int) -> tuple[str, ...]:
    given = reader.raw(name)
    given = [] if given is None else given
    if not isinstance(given, list) or not least <= len(given) <= MOST_LINES:
        reader.wrong(name, f"needs {least} to {MOST_LINES} lines")
        return ()
    for place, line in enumerate(given):
        good = isinstance(line, str) and line.strip() and line.isprintable()
        if not good or len(line) > LONGEST_LINE:
            reader.wrong(f"{name}.{place}", f"needs 1 to {LONGEST_LINE} printable characters")
    return tuple(str(line).strip() for line in given)


def _logo(reader: Reader) -> bytes | None:
    given = reader.raw("logo")
    if given is None:
        return None
    try:
        data = base64.b64decode(given, validate=True)
    except (TypeError, ValueError, binascii.Error):
        reader.wrong("logo", "needs a picture as base64")
        return None
    wrong = _picture(data)
    if wrong:
        reader.wrong("logo", wrong)
    return data


def _picture(data: bytes) -> str:
    """Return what is wrong with a logo, told by its bytes; empty where nothing is."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - heavy, and for this alone

    if len(data) > LARGEST_LOGO:
        return f"may have {LARGEST_LOGO >> 10} KiB"
    try:
        with Image.open(io.BytesIO(data), formats=PICTURES) as picture:
            size = picture.size
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return "is no PNG or JPEG"
    return "" if max(size) <= WIDEST_LOGO else f"may be {WIDEST_LOGO} pixels wide and high"
