"""The retention schedule (jadwal retensi arsip, JRA): how long files are kept, and their fate.

`retention.json` has a default for each of the ten main groups. It is nobody's decided schedule
(UU 43/2009: each agency decides on its own, with the approval of ANRI), says so in `basis`, and
leaves every fate to a review: nothing is destroyed by a default. Rules of an imported schedule
stand before it, the longest code that fits first.
"""

from __future__ import annotations

import csv
import functools
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
from services.eoffice.archive.domain import DESTROY, FATES, PERMANENT, REVIEW, Rule, rule_for
from services.eoffice.archive.tables import retention_rules as table
from services.eoffice.letters.classification import CODE

FILE = Path(__file__).with_name("retention.json")
BASIS = "Bawaan Kendali, bukan JRA yang ditetapkan"
COLUMNS = {
    "code": "code", "kode": "code", "title": "title", "uraian": "title", "jenis": "title",
    "active_years": "active_years", "aktif": "active_years",
    "inactive_years": "inactive_years", "inaktif": "inactive_years",
    "fate": "fate", "nasib": "fate", "keterangan": "fate", "basis": "basis", "dasar": "basis",
}  # fmt: skip
NEEDED = ("code", "active_years", "inactive_years", "fate", "basis")
WORDS = {
    "permanen": PERMANENT, "musnah": DESTROY, "dinilai kembali": REVIEW,
    **{one: one for one in FATES},
}  # fmt: skip
LONGEST_TITLE, MOST_YEARS, MOST_LINES, MOST_ERRORS = 500, 100, 20_000, 100


@functools.cache
def ours() -> tuple[Rule, ...]:
    """Return the default rules of the main groups."""
    names = ("code", "title", "active_years", "inactive_years", "fate")
    found = (dict(zip(names, line, strict=True)) for line in orjson.loads(FILE.read_bytes()))
    return tuple(Rule(**one, basis=BASIS) for one in found)


def rule(tx: Connection, classification: str) -> Rule:
    """Return the rule for files of this classification."""
    found = rule_for(classification, _imported(tx)) or rule_for(classification, ours())
    if found is None:
        text = "is below no main group"
        raise Invalid("no such classification", (FieldError("classification", text),))
    return found


def _imported(tx: Connection) -> list[Rule]:
    columns = [table.c[name] for name in Rule.__dataclass_fields__]
    return [Rule(*row) for row in tx.execute(sa.select(*columns).order_by(table.c.code))]


def page(tx: Connection, data: dict[str, Any]) -> dict[str, Any]:
    """Return rules by code, those that begin as `under` or that `q` is found in."""
    limit, after = paging.asked(data)
    reader = Reader(data)
    under, words = reader.text("under", default=""), reader.text("q", default="").lower()
    reader.end()
    given = {one.code: (one, False) for one in _imported(tx)}
    known = {one.code: (one, True) for one in ours()} | given
    found = [
        {**vars(one), "default": default}
        for code, (one, default) in sorted(known.items())
        if code > after and code.startswith(under) and words in f"{code} {one.title}".lower()
    ]
    shown, following = paging.cut(found, limit, lambda one: str(one["code"]))
    return {"items": list(shown), "next": following}


def take(tx: Connection, text: Any) -> int:
    """Take a schedule as CSV: all of it, or nothing. Codes that are there are written anew.

    Columns: code/kode, title/uraian, active_years/aktif, inactive_years/inaktif, fate/nasib
    (permanent/permanen, destroy/musnah, review/dinilai kembali), basis/dasar. Returns how many
    lines there were; raises Invalid that names each wrong line.
    """
    rows, errors = [], []
    for number, line in _lines(text):
        one, wrong = _read(line)
        rows.append(one)
        errors += [FieldError(f"lines.{number}.{name}", message) for name, message in wrong]
    if errors or not rows:
        raise Invalid("the file is not put", tuple(errors[:MOST_ERRORS]) or (_bad("is empty"),))
    unique = list({one["code"]: one for one in rows}.values())
    new = pg.insert(table)
    changed = {name: new.excluded[name] for name in Rule.__dataclass_fields__ if name != "code"}
    tx.execute(new.on_conflict_do_update(index_elements=["code"], set_=changed), unique)
    return len(rows)


def _read(line: dict[str, str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    wrong = []
    if not CODE.fullmatch(line["code"]):
        wrong.append(("code", "needs a code such as 000.8.3"))
    for name, least in (("title", 0), ("basis", 1)):
        if not least <= len(line[name]) <= LONGEST_TITLE or "\0" in line[name]:
            wrong.append((name, f"needs {least} to {LONGEST_TITLE} characters"))
    years = {name: _years(line[name]) for name in ("active_years", "inactive_years")}
    wrong += [(n, f"needs years from 0 to {MOST_YEARS}") for n, value in years.items() if value < 0]
    fate = WORDS.get(line["fate"].lower(), "")
    wrong += [] if fate else [("fate", f"needs one of {', '.join(WORDS)}")]
    same = {name: line[name] for name in ("code", "title", "basis")}
    return {**same, **years, "fate": fate}, wrong


def _years(text: str) -> int:
    """Return the years that stand there ("2", "2 tahun"), -1 for anything else."""
    number = text.lower().removesuffix("tahun").strip()
    right = number.isascii() and number.isdigit() and len(number) <= 3 and int(number) <= MOST_YEARS
    return int(number) if right else -1


def _lines(text: Any) -> Iterator[tuple[int, dict[str, str]]]:
    if not isinstance(text, str) or not text.strip():
        raise Invalid("the file is not put", (_bad("is empty"),))
    lines = text.lstrip("\ufeff").splitlines()
    if len(lines) > MOST_LINES:
        raise Invalid("the file is not put", (_bad(f"has more than {MOST_LINES} lines"),))
    reader = csv.reader(lines, delimiter=max(",;\t", key=lines[0].count), strict=True)
    try:
        head = [COLUMNS.get(cell.strip().lower(), "") for cell in next(reader)]
        _check_head(head)
        for cells in reader:
            padded = [*(one.strip() for one in cells), *[""] * len(head)]
            if any(cells):
                found = dict(zip(head, padded, strict=False))
                yield reader.line_num, {"title": "", **found}
    except csv.Error as error:
        text = f"line {reader.line_num} is no CSV: {error}"
        raise Invalid("the file is not put", (_bad(text),)) from None


def _check_head(head: list[str]) -> None:
    named = [one for one in head if one]
    missing = [one for one in NEEDED if one not in named]
    if missing or len(set(named)) != len(named):
        text = f"needs each of these columns once: {', '.join(missing or named)}"
        raise Invalid("the file is not put", (_bad(text),))


def _bad(message: str) -> FieldError:
    return FieldError("file", message)
