"""Codes by which letters are numbered, filed and kept: Permendagri 83/2022.

The ten main groups and a few codes stand in `classification.json`. Where the full list has been
imported, it stands in their place, and letters take its codes alone; until then a letter takes any
code below a main group.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit import paging
from libs.kit.errors import FieldError, Invalid
from libs.kit.reading import Reader
from services.eoffice.letters.tables import classifications as table

FILE = Path(__file__).with_name("classification.json")
CODE = re.compile(r"[0-9]{3}(\.[0-9]{1,3}){0,5}")
COLUMNS = {"code": "code", "kode": "code", "title": "title", "uraian": "title", "judul": "title"}
LONGEST_TITLE, MOST_LINES, MOST_ERRORS = 500, 20_000, 100


@functools.cache
def ours() -> dict[str, str]:
    """Return the codes that are here without an import, with their titles."""
    return dict(orjson.loads(FILE.read_bytes()))


def check(tx: Connection, code: str) -> None:
    """Raise Invalid unless a letter may be given this code."""
    known = tx.execute(sa.select(table.c.code).where(table.c.code == code)).first()
    imported = known or tx.execute(sa.select(table.c.code).limit(1)).first()
    if known or (not imported and code.partition(".")[0] in ours()):
        return
    text = f"{code} is no code of the list" if imported else f"{code} is below no main group"
    raise Invalid("no such classification", (FieldError("classification", text),))


def page(tx: Connection, data: dict[str, Any]) -> dict[str, Any]:
    """Return codes with their titles, those that begin as `under` or that `q` is found in."""
    limit, after = paging.asked(data)
    reader = Reader(data)
    under, words = reader.text("under", default=""), reader.text("q", default="")
    reader.end()
    found = [
        {"code": code, "title": title}
        for code, title in _all(tx)
        if code > after and code.startswith(under) and words.lower() in f"{code} {title}".lower()
    ]
    shown, following = paging.cut(found, limit, lambda one: one["code"])
    return {"items": list(shown), "next": following}


def _all(tx: Connection) -> list[tuple[str, str]]:
    rows = tx.execute(sa.select(table.c.code, table.c.title).order_by(table.c.code)).all()
    return [(row.code, row.title) for row in rows] or sorted(ours().items())


def take(tx: Connection, text: Any) -> int:
    """Take a list as CSV, with the columns code and title: all of it, or nothing.

    Codes that are there already get the new title. Returns how many lines there were. Raises
    Invalid that names each wrong line.
    """
    rows, errors = [], []
    for number, code, title in _lines(text):
        wrong = _wrong(code, title)
        errors += [FieldError(f"lines.{number}.{wrong[0]}", wrong[1])] if wrong else []
        rows.append({"code": code, "title": title})
    if errors or not rows:
        raise Invalid("the file is not put", tuple(errors[:MOST_ERRORS]) or (_bad("is empty"),))
    unique = list({one["code"]: one for one in rows}.values())
    new = pg.insert(table)
    changed = {"title": new.excluded.title}
    tx.execute(new.on_conflict_do_update(index_elements=["code"], set_=changed), unique)
    return len(rows)


def _wrong(code: str, title: str) -> tuple[str, str] | None:
    if not CODE.fullmatch(code):
        return "code", "needs a code such as 000.8.3"
    if not 1 <= len(title) <= LONGEST_TITLE or "\0" in title:
        return "title", f"needs 1 to {LONGEST_TITLE} characters"
    return None


def _lines(text: Any) -> Iterator[tuple[int, str, str]]:
    if not isinstance(text, str) or not text.strip():
        raise Invalid("the file is not put", (_bad("is empty"),))
    lines = text.lstrip("\ufeff").splitlines()
    if len(lines) > MOST_LINES:
        raise Invalid("the file is not put", (_bad(f"has more than {MOST_LINES} lines"),))
    separator = max(",;\t", key=lines[0].count)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        head = [COLUMNS.get(cell.strip().lower()) for cell in next(reader)]
        if sorted(str(name) for name in head if name) != ["code", "title"]:
            raise Invalid("the file is not put", (_bad("needs the columns code and title"),))
        at_code, at_title = head.index("code"), head.index("title")
        for cells in reader:
            padded = [*cells, *[""] * len(head)]
            if any(cells):
                yield reader.line_num, padded[at_code].strip(), padded[at_title].strip()
    except csv.Error as error:
        text = f"line {reader.line_num} is no CSV: {error}"
        raise Invalid("the file is not put", (_bad(text),)) from None


def _bad(message: str) -> FieldError:
    return FieldError("file", message)
