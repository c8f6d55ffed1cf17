"""Area codes: the Kemendagri code without dots, where ancestry is the prefix.

Province 2 digits, regency 4, sub-district (kecamatan) 6, village (desa/kelurahan) 10; a polling
station (TPS) adds 3: `1971011004` + `001`.
"""

from __future__ import annotations

LEVELS = {2: "province", 4: "regency", 6: "district", 10: "village", 13: "station"}
LENGTHS = tuple(LEVELS)


def is_area(code: str) -> bool:
    """Tell whether the code has the digits of a province, regency, district, village or TPS."""
    return len(code) in LEVELS and code.isascii() and code.isdigit()


def level(code: str) -> str:
    """Return the level's name; raises KeyError for a code of another length."""
    return LEVELS[len(code)]


def ancestors(code: str) -> tuple[str, ...]:
    """Return the code and all areas that hold it, the province first."""
    return tuple(code[:length] for length in LENGTHS if length <= len(code))


def children_length(code: str, depth: int = 1) -> int | None:
    """Return how long the codes are `depth` levels below, or None below the polling stations."""
    place = LENGTHS.index(len(code)) + depth
    return LENGTHS[place] if place < len(LENGTHS) else None
