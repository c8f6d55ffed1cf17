"""Forms for tests: a whole one that is right in itself, and changes to it."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

from services.elections.domain import Ballot, Candidate, Contest, Election

CONTEST = Contest(
    "walikota",
    "Wali Kota",
    "1971",
    (Candidate(1, "KOLOM KOSONG", kolom_kosong=True), Candidate(2, "Pasangan Dua")),
)
ELECTION = Election("pilkada", "Pilkada", date(2024, 11, 27), "1971", (CONTEST,))
BALLOT = Ballot(1, ELECTION, CONTEST)
TPS = "1971011004001"

WHOLE: dict[str, Any] = {
    "dpt": {"male": 262, "female": 266, "total": 528},
    "users": {
        "dpt": {"male": 130, "female": 140, "total": 270},
        "dptb": {"male": 1, "female": 2, "total": 3},
        "dpk": {"male": 3, "female": 1, "total": 4},
        "total": {"male": 134, "female": 143, "total": 277},
    },
    "ballots": {"received": 542, "used": 277, "returned": 1, "unused": 264},
    "disabled": {"male": 1, "female": 0, "total": 1},
    "votes": {"1": 150, "2": 117},
    "valid": 267,
    "invalid": 10,
    "total": 277,
}


def changed(**figures: int | None) -> dict[str, Any]:
    """Return the whole form with other figures, by paths such as users__dpt__male."""
    form = copy.deepcopy(WHOLE)
    for path, figure in figures.items():
        *parents, name = path.split("__")
        place = form
        for parent in parents:
            place = place[parent]
        place[name.removeprefix("no")] = figure
    return form


def president() -> Contest:
    names = ("Pasangan Satu", "Pasangan Dua", "Pasangan Tiga")
    ids = ("100025", "100026", "100027")
    pairs = enumerate(zip(names, ids, strict=True), 1)
    candidates = tuple(Candidate(n, name, sirekap_id=known) for n, (name, known) in pairs)
    return Contest("presiden", "Presiden", "", candidates)
