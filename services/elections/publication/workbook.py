"""Results as a workbook (XLSX), written row by row: its memory does not grow with the rows."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from services.elections.domain import Contest
from services.elections.publication import sheet
from services.elections.publication.domain import StationRow, harmless
from services.elections.tally import Line
from services.elections.tally_messages import area_out

AREA_HEAD = ("kode", "nama", "tingkat", "tps", "tps_dihitung", "tps_ditahan", "suara_ditahan")


class Book:
    """Two sheets: TPS, which `stations` fills, and Wilayah, which `areas` does."""

    def __init__(self, contest: Contest) -> None:
        from openpyxl import Workbook  # noqa: PLC0415 - large, and few processes make a workbook

        self._contest = contest
        self._book = Workbook(write_only=True)
        self._stations = self._book.create_sheet("TPS")
        self._areas = self._book.create_sheet("Wilayah")
        self._stations.append(sheet.head(contest))
        votes = (f"suara_{number}" for number in contest.numbers)
        self._areas.append([*AREA_HEAD, *votes, "suara_sah", "suara_tidak_sah", "dpt", "pengguna"])

    def stations(self, rows: Iterable[StationRow]) -> None:
        for row in rows:
            self._stations.append(sheet.cells(row, self._contest))

    def areas(self, lines: Sequence[Line]) -> None:
        for line in lines:
            self._areas.append(self._area(line))

    def done(self) -> bytes:
        """Return the file."""
        file = io.BytesIO()
        self._book.save(file)
        return file.getvalue()

    def _area(self, line: Line) -> list[str | int]:
        tally, place = line.tally, area_out(line.area, line.name)
        votes = tally.votes or (0,) * len(self._contest.candidates)
        return [
            *map(harmless, (place["code"], place["name"], place["level"])),
            tally.expected,
            tally.stations_in,
            tally.held,
            tally.votes_held,
            *votes,
            tally.valid,
            tally.invalid,
            tally.dpt,
            tally.users,
        ]
