"""Results per polling station as rows of a sheet.

The columns bear the names that Sirekap's published data have, so that what we hand out can be read
by what was written for those, our own import included; the figures they lack come after.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from services.elections.domain import Contest
from services.elections.publication.domain import StationRow, harmless
from services.elections.sirekap import ADMINISTRATION, WIB

Cell = str | int | None
BALLOTS = {
    "surat_suara_diterima": "ballots.received",
    "surat_suara_digunakan": "ballots.used",
    "surat_suara_dikembalikan": "ballots.returned",
    "surat_suara_tidak_digunakan": "ballots.unused",
    "disabilitas_l": "disabled.male",
    "disabilitas_p": "disabled.female",
    "disabilitas_j": "disabled.total",
}
PLACES = ("kode_tps", "kecamatan", "desa", "no_tps", "nama", "status")
FIGURES = {**ADMINISTRATION, **BALLOTS}


def head(contest: Contest) -> list[str]:
    """Return the names of the columns."""
    votes = (f"suara_{number}" for number in contest.numbers)
    return [*PLACES, *votes, *FIGURES, "versi", "final", "ts"]


def cells(row: StationRow, contest: Contest) -> list[Cell]:
    """Return a station's cells in the order of the head; text is made harmless."""
    figures: Mapping[str, int] = row.figures
    places = (row.tps, row.district, row.village, row.tps[-3:], row.name or "", row.status)
    return [
        *map(harmless, places),
        *(figures.get(name) for name in contest.vote_fields),
        *(figures.get(path) for path in FIGURES.values()),
        row.version or None,
        int(row.final),
        _time(row.received_at),
    ]


def lines(rows: Iterable[Sequence[Any]]) -> str:
    """Return CSV (RFC 4180) of the rows."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _time(moment: datetime | None) -> str | None:
    """Return the time as Sirekap writes it: Jakarta's, without a zone."""
    return moment.astimezone(WIB).strftime("%Y-%m-%d %H:%M:%S") if moment else None
