"""An organisation of a made city for tests: units, positions, and people who hold them.

    1971 leader walikota · 1971.SETDA secretary sekda, assistant asisten · 1971.KOMINFO agency head
    kadis · 1971.BI district camat (197101), records officer arsip-bi · 1971.AI village lurah

Each person is named as their position is here, and holds it since FIRST without an end.
"""

from __future__ import annotations

import uuid
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit.principal import Principal
from services.eoffice.organisation.tables import delegations, holdings, positions
from services.eoffice.tables import units

FIRST = date(2024, 1, 1)
UNITS = (
    ("1971", "Kota Contoh", "leadership", None, "1971"),
    ("1971.SETDA", "Sekretariat Daerah", "secretariat", "1971", "1971"),
    ("1971.KOMINFO", "Dinas Kominfo", "agency", "1971", "1971"),
    ("1971.BI", "Kecamatan Bukit Intan", "district", "1971", "197101"),
    ("1971.AI", "Kelurahan Air Itam", "village", "1971.BI", "1971011004"),
)
# code, unit, title, level, above, records, person
POSITIONS = (
    ("WALI", "1971", "Wali Kota Contoh", "leader", None, False, "walikota"),
    ("SEKDA", "1971.SETDA", "Sekretaris Daerah", "high", "WALI", False, "sekda"),
    ("ASISTEN", "1971.SETDA", "Asisten Pemerintahan", "high", "SEKDA", False, "asisten"),
    ("KADIS", "1971.KOMINFO", "Kepala Dinas Kominfo", "high", "SEKDA", False, "kadis"),
    ("CAMAT", "1971.BI", "Camat Bukit Intan", "administrator", "SEKDA", False, "camat"),
    ("ARSIP-BI", "1971.BI", "Arsiparis", "functional", "CAMAT", True, "arsip-bi"),
    ("LURAH", "1971.AI", "Lurah Air Itam", "supervisor", "CAMAT", False, "lurah"),
)


def found(tx: Connection) -> None:
    """Put the organisation into the database, without a word to anybody."""
    names = ("code", "name", "kind", "parent", "area")
    rows = [dict(zip(names, one, strict=True)) | {"id": str(uuid.uuid4())} for one in UNITS]
    tx.execute(sa.insert(units), rows)
    places = ("code", "unit", "title", "level", "above", "records")
    made = [dict(zip(places, one[:6], strict=True)) for one in POSITIONS]
    tx.execute(sa.insert(positions), made)
    for one in POSITIONS:
        hold(tx, one[0], one[6])


def hold(
    tx: Connection,
    position: str,
    person: str,
    capacity: str = "definitive",
    starts: date = FIRST,
    ends: date | None = None,
) -> str:
    """Have a person hold a position, whatever the rules say; returns the holding's id."""
    row = {"id": str(uuid.uuid4()), "position": position, "person": person, "capacity": capacity}
    tx.execute(sa.insert(holdings).values(**row, starts=starts, ends=ends, decree=""))
    return row["id"]


def delegate(tx: Connection, giver: str, taker: str, starts: date, ends: date) -> str:
    """Delegate from a position to another one; returns the delegation's id."""
    row = {"id": str(uuid.uuid4()), "from_position": giver, "to_position": taker}
    tx.execute(sa.insert(delegations).values(**row, matters="all", starts=starts, ends=ends))
    return row["id"]


def person(name: str, area: str = "1971", role: str = "officer") -> Principal:
    """Return the account of this name."""
    return Principal(f"id-of-{name}", name, frozenset({role}), area)
