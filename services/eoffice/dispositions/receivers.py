"""To whom a position may give: those below it, its delegates, and beside them the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit.reading import Reader
from libs.kit.request import Request
from services.eoffice.letters.desk import Desk, Office
from services.eoffice.organisation.acting import chain
from services.eoffice.organisation.service import REGENCY

MOST, LONGEST_WORDS = 50, 100
BELOW, DELEGATE, BESIDE = RELATIONS = ("below", "delegate", "beside")
# Below: whatever the depth, each position once; a ladder has no circle, the depth is a stop anyway.
_FOUND = sa.text("""
WITH RECURSIVE below(code, depth) AS (
    SELECT code, 1 FROM positions WHERE above = :giver
    UNION ALL
    SELECT p.code, b.depth + 1 FROM positions p JOIN below b ON p.above = b.code WHERE b.depth < 30
)
SELECT p.code, p.title, p.unit, u.name AS unit_name, b.depth,
    EXISTS (SELECT FROM delegations d WHERE d.from_position = :giver AND d.to_position = p.code
        AND d.starts <= :today AND d.ends >= :today) AS delegate
FROM positions p JOIN units u ON u.code = p.unit LEFT JOIN below b ON b.code = p.code
WHERE starts_with(u.area, :area) AND p.code <> ALL (:above)
    AND (p.title ILIKE :words OR p.code ILIKE :words OR u.name ILIKE :words)
ORDER BY coalesce(b.depth, 99), p.code LIMIT :most
""")


@dataclass(frozen=True)
class Giver:
    """A position that gives: what is above it (and itself), and its institution's area."""

    position: str
    above: tuple[str, ...]
    area: str


def receivers(tx: Connection, request: Request, office: Office) -> dict[str, Any]:
    """Return positions that `as` may give to, right below first; `q`: words in title, code, unit.

    At most MOST of them: who is not among them is found by more words.
    """
    reader = Reader(request.data)
    reader.only(("as", "q"))
    words = reader.text("q", longest=LONGEST_WORDS) if request.data.get("q") else ""
    reader.end()
    who = Desk(tx, request, office).acting
    above = (who.position, *chain(tx, who.position))
    rows = _found(tx, Giver(who.position, above, who.area[:REGENCY]), words, office.today())
    return {"items": [_out(row) for row in rows], "next": None}


def _found(tx: Connection, giver: Giver, words: str, today: date) -> Any:
    escaped = words.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    asked: dict[str, Any] = {
        "giver": giver.position,
        "above": list(giver.above),
        "area": giver.area,
    }
    asked |= {"words": f"%{escaped}%", "today": today, "most": MOST}
    return tx.execute(_FOUND, asked).mappings().all()


def _out(row: Any) -> dict[str, Any]:
    relation = BELOW if row["depth"] else DELEGATE if row["delegate"] else BESIDE
    told = {name: row[name] for name in ("code", "title", "unit", "unit_name")}
    return {**told, "relation": relation, "direct": row["depth"] == 1}
