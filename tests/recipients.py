"""An office as notifications hears of it, and whom tests address."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from libs.kit.envelope import Incoming
from libs.kit.ids import new_id
from libs.kit.principal import Principal

NOW = datetime(2026, 3, 6, 1, tzinfo=UTC)
# code, title, unit, area, above, person
OFFICE = (
    ("WALI", "Wali Kota", "Kota Contoh", "1971", None, "walikota"),
    ("SEKDA", "Sekretaris Daerah", "Sekretariat Daerah", "1971", "WALI", "sekda"),
    ("KADIS", "Kepala Dinas Kominfo", "Dinas Kominfo", "1971", "SEKDA", "kadis"),
    ("CAMAT", "Camat Bukit Intan", "Kecamatan Bukit Intan", "197101", "SEKDA", "camat"),
    ("LURAH", "Lurah Air Itam", "Kelurahan Air Itam", "1971011004", "CAMAT", "lurah"),
)


def officer(name: str, area: str = "1971") -> Principal:
    return Principal(f"id-of-{name}", name, frozenset({"officer"}), area)


def holding(person: str, capacity: str = "definitive", **days: Any) -> dict[str, Any]:
    return {"person": person, "capacity": capacity, "starts": "2024-01-01", "ends": None, **days}


def tell(service: Any, code: str, *holders: Any, **changes: Any) -> None:
    """Have the service hear what a position of OFFICE is now; with no `holders`: it is vacant."""
    _, title, unit, area, above, _ = next(one for one in OFFICE if one[0] == code)
    told = {"unit": f"U.{code}", "unit_name": unit, "area": area, **changes}
    authority(service, code, title, above, *holders, **told)


def authority(
    service: Any, code: str, title: str, above: str | None, *holders: Any, **changes: Any
) -> None:
    """Have the service hear e-office's `authority_changed` of any position."""
    data = {
        "position": code,
        "title": title,
        "level": "leader" if above is None else "high",
        "above": above,
        "unit": "1971.SETDA",
        "unit_name": "Sekretariat Daerah",
        "area": "1971",
        "holders": list(holders),
        "delegates": [],
        **changes,
    }
    with service.db.begin() as tx:
        heard = Incoming(new_id(), "eoffice", "authority_changed", 1, code, NOW, 1, data)
        service.on_authority_changed(tx, heard)


def found(service: Any) -> None:
    """Have the service hear of all of OFFICE, each position with its person."""
    for one in OFFICE:
        tell(service, one[0], holding(one[5]))
