"""The SQL of agenda books: what a unit received or sent out, in the order of its register.

Columns are those of the village administration's agenda (Permendagri 47/2016, buku agenda), which
other units keep too. It goes over all of a unit's letters, so it is for its records officers alone;
of secret ones the number and the day stand there, and none of the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

INCOMING, OUTGOING = KINDS = ("incoming", "outgoing")
SEALED = "(rahasia)"
HEADS = {
    INCOMING: (
        "Nomor agenda", "Tanggal penerimaan", "Nomor surat", "Tanggal surat", "Pengirim",
        "Isi singkat", "Keterangan",
    ),
    OUTGOING: (
        "Nomor surat", "Tanggal surat", "Tanggal pengiriman", "Ditujukan kepada", "Isi singkat",
        "Keterangan",
    ),
}  # fmt: skip
_INCOMING = sa.text("""
SELECT i.id, i.received AS day, i.n, i.year, i.secret, i.number, i.dated, i.sender, i.subject,
    i.classification, i.urgency, i.state, p.title AS "to"
FROM incoming i LEFT JOIN positions p ON p.code = i.position
WHERE i.unit = :unit AND i.received BETWEEN :since AND :until
    AND (i.received, i.id) > (:day, CAST(:id AS uuid))
ORDER BY i.received, i.id LIMIT :limit
""")
# In the order of the series, as 15a was drawn after 16 and stands before it.
_OUTGOING = sa.text("""
WITH before AS (SELECT day, series, n, suffix FROM numbers WHERE id = CAST(:id AS uuid))
SELECT n.id, n.day, n.text AS number, n.secret, n.state, n.reason, l.subject, l.classification,
    l.urgency, l.sent_at, (
        SELECT string_agg(r->>'name', '; ')
        FROM letter_drafts d, json_array_elements(d.content->'content'->'to') r
        WHERE d.letter = l.id AND d.draft = l.draft) AS "to"
FROM numbers n JOIN letters l ON l.id = n.letter
WHERE n.unit = :unit AND n.day BETWEEN :since AND :until AND n.state <> 'reserved'
    AND n.day >= :day AND (NOT EXISTS (SELECT FROM before)
        OR (n.day, n.series, n.n, n.suffix) > (SELECT day, series, n, suffix FROM before))
ORDER BY n.day, n.series, n.n, n.suffix LIMIT :limit
""")
_COUNT = {
    INCOMING: sa.text(
        "SELECT count(*) FROM incoming WHERE unit = :unit AND received BETWEEN :since AND :until"
    ),
    OUTGOING: sa.text(
        "SELECT count(*) FROM numbers WHERE unit = :unit AND day BETWEEN :since AND :until"
        " AND state <> 'reserved'"
    ),
}
FIRST = "00000000-0000-0000-0000-000000000000"
_URGENT = {"urgent": "segera", "very_urgent": "sangat segera"}


@dataclass(frozen=True)
class Book:
    """Which book: of a unit, of what came in or went out, from one day to another."""

    kind: str
    unit: str
    since: date
    until: date


@dataclass(frozen=True)
class Line:
    """A line of a book: where the next page begins after it, and its cells in the heads' order."""

    key: str
    cells: tuple[str, ...]


def lines(tx: Connection, book: Book, limit: int, after: str, zone: Any) -> Sequence[Line]:
    """Return so many lines after a line's key."""
    day, _, last = after.partition("/")
    asked = {"day": day or "0001-01-01", "id": last or FIRST, "limit": limit, **vars(book)}
    rows = tx.execute(_INCOMING if book.kind == INCOMING else _OUTGOING, asked).mappings()
    write = _came if book.kind == INCOMING else _went
    return [Line(f"{row['day']}/{row['id']}", write(row, zone)) for row in rows]


def count(tx: Connection, book: Book) -> int:
    return int(tx.execute(_COUNT[book.kind], vars(book)).scalar_one())


def _came(row: Any, _zone: Any) -> tuple[str, ...]:
    sealed = row["secret"]
    said = [SEALED if sealed else row[name] for name in ("number", "sender", "subject")]
    agenda = f"{'R-' if sealed else ''}{row['n']}/{row['year']}"
    note = _note(row, row["to"] and not sealed and f"kepada {row['to']}")
    return (agenda, _day(row["day"]), said[0] or "-", _day(row["dated"]), *said[1:], note)


def _went(row: Any, zone: Any) -> tuple[str, ...]:
    sealed = row["secret"]
    to, subject = (SEALED if sealed else row[name] or "-" for name in ("to", "subject"))
    sent = row["sent_at"]
    day = "-" if sent is None else _day(sent.astimezone(zone).date())
    void = row["state"] == "void" and f"nomor batal: {row['reason']}"
    return (row["number"], _day(row["day"]), day, to, subject, _note(row, void))


def _note(row: Any, more: Any) -> str:
    said = [row["classification"], _URGENT.get(row["urgency"], ""), more]
    return ", ".join(str(one) for one in said if one)


def _day(day: date) -> str:
    return f"{day:%d-%m-%Y}"
