"""Rows of a made e-office on their way into its tables, and its organisation."""

from __future__ import annotations

import io
import random
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg2.extensions import connection as Connection  # noqa: N812

BATCH, UNITS, PEOPLE = 50_000, 500, 10_000
SECRETARY = "P1"
COLUMNS = {
    "letters": "id, unit, area, drafter, state, version, draft, submitted, kind, security, urgency,"
    " classification, signer, subject, number, signed_at, sent_at, created_at, changed_at",
    "letter_drafts": "letter, draft, content, position, at",
    "letter_initials": "letter, place, kind, position, due",
    "letter_recipients": "letter, place, copy, position, unit, state, note, delivered_at",
    "letter_readers": "reader, letter",
    "incoming": "id, unit, area, registrar, year, n, state, version, security, urgency, secret,"
    " classification, dated, received, number, sender, subject, position, position_key, created_at,"
    " changed_at",
    "office_readers": "reader, subject",
    "dispositions": "id, kind, letter, subject, giver, giver_key, receiver, receiver_key, duty,"
    " state, version, urgency, due, told_due, secret, said, given_at",
    "mailbox": "thing, key, box, kind, unread, open, urgency, due, at",
    "search_docs": "id, kind, subject, readers, words, weeks, at, unit, state, type, security,"
    " urgency, classification",
}
Row = tuple[Any, ...]


class Copies:
    """Rows on their way into tables, a batch of each at a time."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx
        self._rows: dict[str, list[Row]] = {name: [] for name in COLUMNS}

    def add(self, table: str, *rows: Row) -> None:
        waiting = self._rows[table]
        waiting.extend(rows)
        if len(waiting) >= BATCH:
            self.flush(table)

    def flush(self, *tables: str) -> None:
        for table in tables or COLUMNS:
            waiting, self._rows[table] = self._rows[table], []
            text = io.StringIO("".join(map(_line, waiting)))
            with self._tx.cursor() as cursor:
                cursor.copy_expert(f"COPY eoffice.{table} ({COLUMNS[table]}) FROM STDIN", text)


def _line(row: Row) -> str:
    return "\t".join(["\\N" if one is None else str(one) for one in row]) + "\n"


def uuid7(at: datetime, chance: random.Random) -> str:
    """Return an id as the product gives them, in the order of time."""
    number = int(at.timestamp() * 1000) << 80 | chance.getrandbits(80)
    number = number & ~(0xF << 76) | 7 << 76
    return str(uuid.UUID(int=number & ~(3 << 62) | 2 << 62))


@dataclass(frozen=True)
class Unit:
    code: str
    head: str
    records: str
    staff: tuple[str, ...]


def organisation(tx: Connection) -> list[Unit]:
    """Make units and 10,000 positions, each held by a person named as it is."""
    units, places, holdings = [], [], []
    each = PEOPLE // UNITS
    for n in range(UNITS):
        code, first = f"U{n + 1}", n * each + 1
        staff = tuple(f"P{first + k}" for k in range(each))
        units.append(Unit(code, staff[0], staff[1], staff[2:]))
        kind = "secretariat" if n == 0 else "agency"
        for k, place in enumerate(staff):
            above = None if place == SECRETARY else SECRETARY if k == 0 else staff[0]
            level = "high" if k == 0 else "staff"
            places.append((place, code, f"Jabatan {place}", level, above, k == 1))
            holdings.append(
                (str(uuid.uuid4()), place, place.lower(), "definitive", "2020-01-01", "")
            )
        with tx.cursor() as cursor:
            cursor.execute(
                "INSERT INTO eoffice.units (id, code, name, kind, area)"
                " VALUES (%s, %s, %s, %s, %s)",
                (str(uuid.uuid4()), code, f"Unit {n + 1}", kind, "3316"),
            )
    _copy(tx, "positions (code, unit, title, level, above, records)", places)
    _copy(tx, "holdings (id, position, person, capacity, starts, decree)", holdings)
    return units


def _copy(tx: Connection, into: str, rows: Iterable[Row]) -> None:
    with tx.cursor() as cursor:
        cursor.copy_expert(
            f"COPY eoffice.{into} FROM STDIN", io.StringIO("".join(map(_line, rows)))
        )
