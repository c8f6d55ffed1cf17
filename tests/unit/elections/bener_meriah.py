"""President 2024 in Kab. Bener Meriah, per polling station as Sirekap published it."""

from __future__ import annotations

import csv
import functools

from tests.shared import SHARED

PATH = SHARED / "data" / "elections" / "pilpres2024_bener_meriah_tps.csv"
TURNOUT = 0.82  # of the stations that told; stands in where the register was not published


@functools.cache
def stations() -> tuple[tuple[str, tuple[int, ...], int], ...]:
    """Return (code, votes, registered voters) of the 476 stations with votes."""
    found = []
    with PATH.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            votes = tuple(int(row[f"suara_{number}"] or 0) for number in (1, 2, 3))
            if sum(votes):
                dpt = int(row["pemilih_dpt_j"] or 0) or round(sum(votes) / TURNOUT)
                found.append((row["kode_tps"], votes, dpt))
    return tuple(found)
