"""Made elections and C.Hasil forms for tests: consistent, and the same at every run."""

from __future__ import annotations

import random
import uuid
from typing import Any

ELECTION = {
    "id": "uji-2024",
    "name": "Pilkada uji",
    "date": "2024-11-27",
    "area": "1971",
    "rehearsal": False,
    "contests": [
        {
            "id": contest,
            "name": name,
            "area": "1971",
            "candidates": [
                {"number": 1, "name": "KOLOM KOSONG", "kolom_kosong": True},
                {"number": 2, "name": "Pasangan Dua", "kolom_kosong": False},
            ],
        }
        for contest, name in (("walikota", "Wali Kota"), ("gubernur", "Gubernur"))
    ],
}
CONTESTS = ("walikota", "gubernur")
VILLAGES = tuple(f"19710{district}10{village:02}" for district in range(1, 8) for village in (1, 2))


def election(name: str = "uji-2024", **changes: Any) -> dict[str, Any]:
    """Return an election of two contests in one regency."""
    return ELECTION | {"id": name} | changes


def station_codes(count: int) -> list[str]:
    """Return TPS codes spread over the villages of seven districts."""
    codes = []
    for number in range(count):
        village = VILLAGES[number % len(VILLAGES)]
        codes.append(f"{village}{number // len(VILLAGES) + 1:03}")
    return codes


def stations(codes: list[str]) -> list[dict[str, Any]]:
    """Return the stations as they are registered: 260 men and 268 women each."""
    return [{"code": code, "dpt": _sexed(260, 268), "point": None, "name": None} for code in codes]


def form(tps: str, contest: str) -> dict[str, Any]:
    """Return a whole form whose figures agree, made from its codes alone.

    The ballots of a station have the same users, as they have at a real one.
    """
    people = random.Random(tps)
    men, women = people.randrange(80, 200), people.randrange(80, 200)
    extra = people.randrange(4)
    users = men + women + extra
    rng = random.Random(f"{tps}/{contest}")
    invalid = rng.randrange(10)
    one = rng.randrange(1, users - invalid)
    return {
        "contest": contest,
        "tps": tps,
        "dpt": _sexed(260, 268),
        "users": {
            "dpt": _sexed(men, women),
            "dptb": _sexed(extra, 0),
            "dpk": _sexed(0, 0),
            "total": _sexed(men + extra, women),
        },
        "ballots": {"received": 542, "used": users, "returned": 2, "unused": 540 - users},
        "disabled": _sexed(1, 2),
        "votes": {"1": one, "2": users - invalid - one},
        "valid": users - invalid,
        "invalid": invalid,
        "total": users,
    }


def command_id(*parts: object) -> str:
    """Return the same UUID for the same parts."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, parts))))


def _sexed(male: int, female: int) -> dict[str, int]:
    return {"male": male, "female": female, "total": male + female}
