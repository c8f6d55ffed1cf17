"""The condition of roads: what a survey measures, what class that is, how much is in good order.

A section (ruas) has its geometry once; a survey tells of stretches of it, from metre to metre along
the line (STA). Lengths are metres, IRI is m/km, SDI has no unit. Pure.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from libs.kit.errors import FieldError

GOOD, FAIR, LIGHT, HEAVY = CLASSES = ("good", "fair", "light", "heavy")
SOUND = (GOOD, FAIR)  # what Indonesian statistics call "mantap"
UNKNOWN = "unknown"  # of metres that no survey tells of
SURFACES = ("asphalt", "concrete", "penetration_macadam", "gravel", "earth")
PAVED = SURFACES[:3]
MOST_IRI, MOST_SDI = 40.0, 500.0
# A survey's odometer and a line on the map differ: an end this far beyond the line is at its end.
BEYOND = 25.0


@dataclass(frozen=True)
class Distress:
    """What is counted on 100 m: percent of cracked surface, mean width, potholes, depth of ruts."""

    cracks_percent: float
    crack_width_mm: float
    potholes_per_km: float
    ruts_cm: float


@dataclass(frozen=True)
class Rules:
    """How condition is judged: the tables of `rules.toml`, or what a government set instead.

    `iri` and `sdi` are the upper bounds of good, fair and light damage; `both` the class by both,
    rows by IRI's; `steps` of each distress are (up to, points), rising.
    """

    iri: tuple[float, float, float]
    sdi: tuple[float, float, float]
    both: tuple[tuple[int, ...], ...]
    steps: Mapping[str, tuple[tuple[float, float], ...]]
    wide_cracks_mm: float
    wide_cracks_factor: float
    sources: Mapping[str, str]


@dataclass(frozen=True)
class Stretch:
    """What a survey says of the metres from `start` to `end`; its class may be given or judged."""

    start: float
    end: float
    iri: float | None = None
    sdi: float | None = None
    surface: str | None = None
    condition: str | None = None

    @property
    def metres(self) -> float:
        return self.end - self.start


def rules_in(data: Mapping[str, Any]) -> Rules:
    """Read the tables of `rules.toml`."""
    distress = data["distress"]
    names = ("cracks_percent", "potholes_per_km", "ruts_cm")
    steps = {name: tuple((step[0], step[1]) for step in distress[name]) for name in names}
    sources = {name: table["source"] for name, table in data.items()}
    iri, sdi = (tuple(map(float, data[name]["bounds"])) for name in ("iri", "sdi"))
    both = tuple(tuple(row) for row in data["both"]["classes"])
    wide = distress["wide_cracks_mm"], distress["wide_cracks_factor"]
    return Rules((iri[0], iri[1], iri[2]), (sdi[0], sdi[1], sdi[2]), both, steps, *wide, sources)


def index_of(found: Distress, rules: Rules) -> float:
    """Return the surface distress index (SDI) of what was counted."""
    points = _points(found.cracks_percent, rules.steps["cracks_percent"])
    if found.crack_width_mm > rules.wide_cracks_mm:
        points *= rules.wide_cracks_factor
    points += _points(found.potholes_per_km, rules.steps["potholes_per_km"])
    return points + _points(found.ruts_cm, rules.steps["ruts_cm"])


def _points(value: float, steps: Sequence[tuple[float, float]]) -> float:
    place = bisect_left([bound for bound, _ in steps], value)
    return steps[min(place, len(steps) - 1)][1]


def judged(stretch: Stretch, rules: Rules) -> str:
    """Return the class of a stretch: the given one, else by what was measured.

    On a paved surface the matrix decides where both indexes are known; on gravel and earth the SDI
    does, as roughness says little there. Nothing measured is UNKNOWN.
    """
    if stretch.condition is not None:
        return stretch.condition
    rough = None if stretch.iri is None else bisect_left(rules.iri, stretch.iri)
    distressed = None if stretch.sdi is None else _by_distress(stretch.sdi, rules)
    if rough is None:
        return UNKNOWN if distressed is None else CLASSES[distressed]
    if distressed is None:
        return CLASSES[rough]
    if stretch.surface is not None and stretch.surface not in PAVED:
        return CLASSES[distressed]
    return CLASSES[rules.both[rough][distressed]]


def _by_distress(sdi: float, rules: Rules) -> int:
    """Return the place among CLASSES; < 50, 50-100, 100-150, > 150 by default."""
    good, fair, light = rules.sdi
    return (sdi >= good) + (sdi >= fair) + (sdi > light)


def faults(stretches: Sequence[Stretch], length: float) -> list[FieldError]:
    """Return what is wrong with a survey of a section of this length (metres), by its places."""
    found = [error for number, one in enumerate(stretches) for error in _wrong(number, one, length)]
    order = sorted(range(len(stretches)), key=lambda number: stretches[number].start)
    for before, after in pairwise(order):
        end, start = stretches[before].end, stretches[after].start
        if start < end:
            text = f"begins at {station(start)}, before items.{before} ends at {station(end)}"
            found.append(FieldError(f"items.{after}.from", text))
    return found


def _wrong(number: int, one: Stretch, length: float) -> Iterable[FieldError]:
    place = f"items.{number}"
    if one.start < 0:
        yield FieldError(f"{place}.from", "is before the section's beginning")
    if one.end <= one.start:
        yield FieldError(f"{place}.to", f"is not after {station(one.start)}")
    if one.end > length + BEYOND:
        yield FieldError(f"{place}.to", f"is beyond the section's end at {station(length)}")
    for name, value, most in (("iri", one.iri, MOST_IRI), ("sdi", one.sdi, MOST_SDI)):
        if value is not None and not 0 <= value <= most:  # NaN is not either
            yield FieldError(f"{place}.{name}", f"needs a number from 0 to {most:g}")
    if one.surface is not None and one.surface not in SURFACES:
        yield FieldError(f"{place}.surface", f"is not one of {', '.join(SURFACES)}")
    if one.condition is not None and one.condition not in CLASSES:
        yield FieldError(f"{place}.condition", f"is not one of {', '.join(CLASSES)}")


def station(metre: float) -> str:
    """Return the metre as road builders write it: 7300 → `7+300`."""
    whole = round(metre)
    return f"{whole // 1000}+{whole % 1000:03}"


def mix(stretches: Iterable[tuple[str, float]], length: float) -> dict[str, float]:
    """Return metres by class of (class, metres), and of what no survey tells of."""
    found = dict.fromkeys(CLASSES, 0.0)
    for condition, metres in stretches:
        if condition != UNKNOWN:
            found[condition] += metres
    return found | {UNKNOWN: max(0.0, length - sum(found.values()))}


def soundness(metres: Mapping[str, float]) -> float | None:
    """Return the "kemantapan": good and fair metres in percent of all, None without any.

    (km baik + km sedang) / total km, in percent: what no survey tells of is not in good order.
    """
    total = sum(metres.values())
    return None if total <= 0 else 100 * sum(metres[name] for name in SOUND) / total
