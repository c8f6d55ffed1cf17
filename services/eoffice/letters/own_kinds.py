"""Kinds of letters besides those that come with us: added by administrators, for every unit.

What letters of one begin with is a template as of any kind (`templates`), and how they are numbered
a rule (`numbering`). A kind is changed and never taken away, as letters are of it.
"""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.errors import Conflict, Forbidden
from libs.kit.reading import Reader
from libs.kit.request import Request
from services.eoffice import audit
from services.eoffice.letters.kinds import Kind, kinds
from services.eoffice.letters.tables import letter_kinds as table
from services.eoffice.organisation.domain import Acting

LONGEST_TITLE, LONGEST_PURPOSE = 120, 300
_NAME = re.compile(r"[a-z][a-z-]{1,39}")


class KindIsOurs(Conflict):
    slug, title = "kind-is-ours", "The kind comes with the system"


def known(tx: Connection) -> dict[str, Kind]:
    """Return all kinds, ours first; those that were added begin with nothing until somebody says.

    What a letter of one begins with now is in `templates.standing`.
    """
    rows = tx.execute(_ALL).mappings()
    return {**kinds(), **{row["kind"]: Kind(**row, body="", fields=()) for row in rows}}


_SAID = ("kind", "title", "title_en", "purpose", "purpose_en")
_ALL = sa.select(*(table.c[name] for name in _SAID)).order_by(table.c.title)


def put(tx: Connection, request: Request, who: Acting | None) -> dict[str, Any]:
    """Add a kind, or change what it is called: `{"kind", "title", "title_en", "purpose", …}`.

    By an administrator of the whole region. Raises KindIsOurs for one that comes with us.
    """
    if "admin" not in request.principal.roles:
        raise Forbidden("needs one of: admin")
    request.principal.require_area("")
    row = _read(request.data)
    if row["kind"] in kinds():
        raise KindIsOurs(f"{row['kind']} is changed by its templates alone")
    new = pg.insert(table).values(**row, at=clock.now())
    tx.execute(new.on_conflict_do_update(index_elements=["kind"], set_=row))
    audit.note(tx, request, who, "letter_kind_put", f"kind/{row['kind']}", None, row)
    return row


def _read(data: dict[str, Any]) -> dict[str, str]:
    reader = Reader(data)
    reader.only(("as", *_SAID))
    name = reader.text("kind", longest=40)
    if name and not _NAME.fullmatch(name):
        reader.wrong("kind", "needs 2 to 40 small letters and hyphens, a letter first")
    title = reader.text("title", longest=LONGEST_TITLE)
    row = {"kind": name, "title": title, "title_en": title, "purpose": ""}
    if data.get("title_en"):
        row["title_en"] = reader.text("title_en", longest=LONGEST_TITLE)
    if data.get("purpose"):
        row["purpose"] = reader.text("purpose", longest=LONGEST_PURPOSE)
    row["purpose_en"] = row["purpose"]
    if data.get("purpose_en"):
        row["purpose_en"] = reader.text("purpose_en", longest=LONGEST_PURPOSE)
    reader.end()
    return row
