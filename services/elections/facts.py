"""Public facts of elections that documents of Sirekap leave out."""

from __future__ import annotations

from typing import Any

# Number on the ballot, Sirekap's id, names.
PRESIDENT_CANDIDATES = (
    (1, "100025", "Anies Rasyid Baswedan - Muhaimin Iskandar"),
    (2, "100026", "Prabowo Subianto - Gibran Rakabuming Raka"),
    (3, "100027", "Ganjar Pranowo - Mahfud MD"),
)


def president(regency: str) -> dict[str, Any]:
    """Return the president's election of 14 February 2024, as one regency counts it."""
    candidates = [
        {"number": number, "name": name, "sirekap_id": known}
        for number, known, name in PRESIDENT_CANDIDATES
    ]
    contest = {"id": "presiden", "name": "Presiden dan Wakil Presiden", "candidates": candidates}
    return {
        "id": f"pilpres-2024-{regency}",
        "name": "Pemilihan Presiden 2024",
        "date": "2024-02-14",
        "area": regency,
        "dpt_limit": 300,
        "contests": [contest],
    }
