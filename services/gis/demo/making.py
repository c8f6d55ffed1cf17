"""Make the demo's map: roads between real places, everything else invented and labelled so. Pure.

Seeded: the same at every run. Names and points of the places are public; no line, condition,
damage, tower or blank spot in here is a real one.
"""

from __future__ import annotations

import csv
import itertools
import math
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Position = tuple[float, float]
Json = dict[str, Any]
SEED = 19_711_128
MADE = "(peragaan)"
DECREE = "Data peragaan: ruas dan kondisinya dibuat"
SURVEYS = ("2022-06-15", "2023-06-20", "2024-10-14")
STEP = 100.0  # metres of a surveyed stretch
BEND = 150.0  # metres between the points of a line
DEGREE = 111_195.0  # metres
SURFACES = {"asphalt": 62, "concrete": 16, "penetration_macadam": 10, "gravel": 8, "earth": 4}
ROUGH = {"asphalt": 4.7, "concrete": 4.0, "penetration_macadam": 7.4, "gravel": 9.6, "earth": 13.0}
OPERATORS = ("telkomsel", "indosat", "xlsmart")
KINDS = ("pothole", "pothole", "pothole", "cracks", "cracks", "drainage", "subsidence", "other")
SAID = {
    "pothole": "Lubang di lajur kiri",
    "cracks": "Retak memanjang",
    "drainage": "Saluran tersumbat, air ke badan jalan",
    "subsidence": "Bahu jalan turun",
    "other": "Rambu roboh",
}
# What became of reports: the steps that each took, with the day of the work and the reason.
STEPS: tuple[tuple[Json, ...], ...] = (
    (),
    (),
    ({"state": "verified"},),
    ({"state": "verified"}, {"state": "scheduled", "scheduled_on": "2024-12-09"}),
    (
        {"state": "verified"},
        {"state": "scheduled", "scheduled_on": "2024-11-18"},
        {"state": "done"},
    ),
    ({"state": "refused", "reason": "Tidak ditemukan di tempatnya (peragaan)"},),
)


@dataclass(frozen=True)
class Place:
    name: str
    point: Position


@dataclass
class Road:
    """A section as the layer has it; `rough` is the mean IRI of each survey."""

    code: str
    line: list[Position]
    facts: Json
    rough: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Report:
    """Damage that somebody saw, and what became of it."""

    data: Json
    steps: tuple[Json, ...]


@dataclass(frozen=True)
class Map:
    roads: list[Road]
    reports: list[Report]
    spots: list[Json]
    assets: list[Json]


def made(seed: int = SEED) -> Map:
    """Return all that the demo puts on the map; spots and assets as GeoJSON features."""
    rolls = random.Random(seed)  # noqa: S311 - a demo's roads, no secret
    places = _places()
    roads = [_road(n, pair, rolls) for n, pair in enumerate(_neighbours(places), 1)]
    reports = [_report(n, rolls.choice(roads), rolls) for n in range(24)]
    return Map(roads, reports, _spots(places), _assets(places, rolls))


def _places() -> list[Place]:
    with Path(__file__).with_name("places.csv").open(encoding="utf-8") as file:
        return [
            Place(one["name"], (float(one["lon"]), float(one["lat"])))
            for one in csv.DictReader(file)
        ]


def _neighbours(places: list[Place]) -> list[tuple[Place, Place]]:
    """Return pairs to which no third place is nearer than both are to each other.

    That graph hangs together, has few crossings, and looks like roads.
    """

    def far(one: Place, other: Place) -> float:
        return math.dist(one.point, other.point)

    return [
        (one, other)
        for one, other in itertools.combinations(places, 2)
        if not any(
            max(far(third, one), far(third, other)) < far(one, other)
            for third in places
            if third not in (one, other)
        )
    ]


def _road(number: int, ends: tuple[Place, Place], rolls: random.Random) -> Road:
    origin, destination = ends
    surface = rolls.choices(list(SURFACES), list(SURFACES.values()))[0]
    through = surface in ("asphalt", "concrete") and rolls.random() < 0.4
    facts: Json = {
        "code": f"19.71.{number:03}",
        "name": f"{origin.name} – {destination.name} {MADE}",  # noqa: RUF001 - as roads are named
        "status": "provincial" if through and rolls.random() < 0.3 else "regency",
        "function": "collector" if through else "local",
        "surface": surface,
        "width_m": rolls.choice((5.5, 6.0, 7.0)) if through else rolls.choice((3.0, 3.5, 4.5)),
        "origin": origin.name,
        "destination": destination.name,
        "decree": DECREE,
    }
    line = _line(origin.point, destination.point, rolls)
    return Road(facts["code"], line, facts, _history(ROUGH[surface], rolls))


def _line(start: Position, end: Position, rolls: random.Random) -> list[Position]:
    """Return a line that winds a little and ends where the places are, so that roads meet."""
    wide, high = end[0] - start[0], end[1] - start[1]
    pieces = max(2, round(math.hypot(wide, high) * DEGREE / BEND))
    waves = [(rolls.uniform(-0.07, 0.07) / n, n) for n in (1, 2, 3)]
    line = []
    for step in range(pieces + 1):
        share = step / pieces
        off = sum(size * math.sin(math.pi * n * share) for size, n in waves)
        x, y = start[0] + wide * share - high * off, start[1] + high * share + wide * off
        line.append((round(x, 6), round(y, 6)))
    return line


def _history(usual: float, rolls: random.Random) -> list[float]:
    """Return the mean roughness at each survey: it grows, until somebody mends the road."""
    rough = [usual * rolls.uniform(0.75, 1.5)]
    for _ in SURVEYS[1:]:
        mended = rolls.random() < 0.22
        rough.append(usual * rolls.uniform(0.6, 0.8) if mended else rough[-1] + rolls.random())
    return rough


def survey_lines(road: Road, length: float) -> list[tuple[str, int, int, float, str]]:
    """Return (code, from, to, IRI, day) of each stretch of each survey; metres along the road."""
    rolls, found = random.Random(f"{SEED}/{road.code}"), []  # noqa: S311
    ends = [min(length, STEP * n) for n in range(1, math.ceil(length / STEP) + 1)]
    for day, mean in zip(SURVEYS, road.rough, strict=True):
        start, off = 0, 0.0
        for end in map(round, ends):
            off = 0.75 * off + rolls.gauss(0, 0.16 * mean)
            if end > start:
                found.append((road.code, start, end, round(max(1.2, mean + off), 2), day))
            start = end
    return found


def _report(number: int, road: Road, rolls: random.Random) -> Report:
    at = rolls.randrange(len(road.line) - 1)
    (x, y), (u, v) = road.line[at : at + 2]
    share, kind = rolls.random(), rolls.choice(KINDS)
    data = {
        "point": [round(x + (u - x) * share, 6), round(y + (v - y) * share, 6)],
        "kind": kind,
        "severity": rolls.choice(("light", "medium", "medium", "heavy")),
        "description": f"{SAID[kind]} {MADE}",
    }
    return Report(data, STEPS[number % len(STEPS)])


def _feature(geometry: Json, **properties: Any) -> Json:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _point(place: Position) -> Json:
    return {"type": "Point", "coordinates": list(place)}


def _round(place: Position, metres: float, corners: int = 24) -> Json:
    turns = [2 * math.pi * n / corners for n in range(corners)]
    reach = metres / DEGREE
    ring = [
        [round(place[0] + reach * math.cos(t), 6), round(place[1] + reach * math.sin(t), 6)]
        for t in turns
    ]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def _spots(places: list[Place]) -> list[Json]:
    """Return what was found of signal, at the places that lie farthest out."""
    middle = [sum(one.point[axis] for one in places) / len(places) for axis in (0, 1)]
    outer = sorted(places, key=lambda one: -math.dist(one.point, middle))
    found = []
    for number, place in enumerate(outer[:7]):
        signal = ("none", "none", "none", "weak", "weak", "covered", "covered")[number]
        looked = dict.fromkeys(OPERATORS, "none")
        looked[OPERATORS[number % 3]] = signal
        shape = _round(place.point, 620) if signal != "covered" else _point(place.point)
        facts = {"name": f"{place.name} {MADE}", "source": "survey", "seen_on": "2024-10-21"}
        signals = [{"operator": name, "signal": one} for name, one in looked.items()]
        found.append(_feature(shape, **facts, signals=signals, note=DECREE))
    return found


def _assets(places: list[Place], rolls: random.Random) -> list[Json]:
    """Return towers that reach most of the town, and what stands in for them elsewhere."""
    chosen = rolls.sample(places, 22)
    kinds = ("cell_tower",) * 15 + ("fibre",) * 2 + ("village_wifi",) * 3 + ("radio",) * 2
    reach = {"cell_tower": 2300.0, "fibre": None, "village_wifi": 150.0, "radio": 9000.0}
    said = {"cell_tower": "Menara", "fibre": "Serat optik", "village_wifi": "Wi-Fi", "radio": "HT"}
    found = []
    for number, (place, kind) in enumerate(zip(chosen, kinds, strict=True)):
        tower = {"operator": OPERATORS[number % 3]} if kind == "cell_tower" else {}
        radius = {"radius_m": reach[kind]} if reach[kind] else {}
        name = f"{said[kind]} {place.name} {MADE}"
        spot = (round(place.point[0] + 0.0011, 6), round(place.point[1] - 0.0007, 6))
        found.append(_feature(_point(spot), name=name, kind=kind, note=DECREE, **tower, **radius))
    return found
