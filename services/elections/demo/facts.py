"""The facts the demo stands on, from the small files beside."""

from __future__ import annotations

import csv
import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Village:
    """`stations` is made: the public number of the district, split as in February 2024."""

    code: str
    name: str
    point: tuple[float, float]
    stations: int

    @property
    def district(self) -> str:
        return self.code[:6]


@dataclass(frozen=True)
class District:
    """`votes` are the public totals by contest, in the ballot's order."""

    code: str
    name: str
    stations: int
    votes: dict[str, tuple[int, int]]


@functools.cache
def city() -> dict[str, Any]:
    """Return the election, the certified totals and the notices of the demo."""
    return dict(json.loads((FOLDER / "city.json").read_text(encoding="utf-8")))


@functools.cache
def villages() -> tuple[Village, ...]:
    return tuple(
        Village(
            row["code"],
            row["name"],
            (float(row["lon"]), float(row["lat"])),
            int(row["stations_made"]),
        )
        for row in _rows("villages.csv")
    )


@functools.cache
def districts() -> tuple[District, ...]:
    contests = [contest["id"] for contest in city()["election"]["contests"]]
    return tuple(
        District(
            row["code"],
            row["name"],
            int(row["stations"]),
            {name: (int(row[f"{name}_1"]), int(row[f"{name}_2"])) for name in contests},
        )
        for row in _rows("districts.csv")
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
