"""Dict ↔ domain of samples and estimates, both ways. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from libs.kit import areas, clock
from libs.kit.envelope import Event
from libs.kit.reading import Reader
from services.elections.domain import Ballot
from services.elections.messages import AREA_LENGTHS
from services.elections.quick_count.designing import MOST_STATIONS, Plan, Wish
from services.elections.quick_count.domain import (
    ALLOCATIONS,
    STRATA,
    USUAL_CONFIDENCE,
    Minimum,
    Sample,
    Stratum,
)
from services.elections.quick_count.sampling import LEAST, design_effect

BASES = ("stations", "voters")
FIELDS = (
    *("strata", "allocation", "size", "margin", "basis", "confidence", "spread"),
    *("design_effect", "baseline", "least", "area"),
)
DRAWN = ("name", "seed", "minimum", "published")
ADDRESS = ("election", "contest")


def wish(data: dict[str, Any], seed: str) -> Wish:
    """Read what a sample is to be like; raises Invalid that names each field."""
    reader = Reader(data)
    reader.only((*FIELDS, *DRAWN, *ADDRESS))
    if (data.get("size") is None) == (data.get("margin") is None):
        reader.wrong("size", "needs either a size or a margin")
    area = reader.code("area", *AREA_LENGTHS) if data.get("area") else ""
    found = Wish(
        area,
        reader.one_of("strata", STRATA, "district"),
        reader.one_of("allocation", ALLOCATIONS, "proportional"),
        reader.integer("size", 1, MOST_STATIONS) if data.get("size") is not None else None,
        number(reader, "margin", 0.0005, 0.5),
        reader.one_of("basis", BASES, "stations"),
        number(reader, "confidence", 0.5, 0.999) or USUAL_CONFIDENCE,
        number(reader, "spread", 0.001, 0.5),
        number(reader, "design_effect", 0.01, 10_000),
        reader.text("baseline", "", 170) or None,
        reader.integer("least", LEAST, 100, LEAST),
        _minimum(reader),
        reader.text("seed", seed, 100),
    )
    if found.allocation == "neyman" and found.baseline is None:
        reader.wrong("allocation", "neyman needs the spreads of a baseline")
    reader.end()
    return found


def _minimum(reader: Reader) -> Minimum:
    if reader.raw("minimum") is None:
        return Minimum()
    part = reader.part("minimum")
    part.only(("stations", "percent"))
    percent = number(part, "percent", 0, 100)
    usual = Minimum()
    return Minimum(
        part.integer("stations", 0, 1000, usual.stations),
        usual.percent if percent is None else percent,
    )


def name(data: dict[str, Any], made: Wish) -> str:
    """Return the sample's name: the one given, or one made of its design."""
    reader = Reader(data)
    found = reader.text("name", f"{made.strata_by}, {made.allocation}")
    reader.end()
    return found


def number(reader: Reader, field: str, least: float, most: float) -> float | None:
    """Read a number that may be absent."""
    value = reader.raw(field)
    if value is None:
        return None
    if type(value) not in (int, float) or not least <= value <= most:
        reader.wrong(field, f"needs a number from {least} to {most}")
        return None
    return float(value)


def design(sample: Sample) -> dict[str, Any]:
    """Return what a sample's row keeps besides its columns."""
    return {
        "strata_by": sample.strata_by,
        "allocation": sample.allocation,
        "seed": sample.seed,
        "confidence": sample.confidence,
        "minimum": {
            "stations": sample.minimum.stations,
            "percent": sample.minimum.percent,
        },
        "margin": sample.margin,
        "expected_margin": sample.expected_margin,
        "baseline": sample.baseline,
        "strata": [[one.code, one.population, one.size] for one in sample.strata],
    }


def sample(row: Mapping[str, Any]) -> Sample:
    """Read a sample from its row."""
    kept = dict(row["design"])
    kept["strata"] = tuple(Stratum(*one) for one in kept["strata"])
    kept["minimum"] = Minimum(**kept["minimum"])
    columns = {one: row[one] for one in ("id", "name", "area", "created_at", "published")}
    return Sample(**columns, **kept)


def sample_out(ballot: Ballot, one: Sample, names: Mapping[str, str]) -> dict[str, Any]:
    kept = design(one)
    return {
        "id": one.id,
        "election": ballot.election.id,
        "contest": ballot.contest.id,
        "name": one.name,
        "area": one.area,
        "size": one.size,
        "population": one.population,
        "published": one.published,
        "created_at": clock.to_text(one.created_at),
        **{key: kept[key] for key in kept if key not in ("strata", "strata_by")},
        "strata_by": one.strata_by,
        "strata": [stratum_out(part, names) for part in one.strata],
    }


def stratum_out(one: Stratum, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": names.get(one.code),
        "population": one.population,
        "size": one.size,
    }


def plan_out(made: Plan, names: Mapping[str, str]) -> dict[str, Any]:
    """Return a design that is not drawn; margins and spreads are fractions."""
    pairs = zip(made.strata, made.frames, strict=True)
    effect = None if made.voters is None else design_effect(made.spread, made.voters)
    return {
        "size": sum(made.sizes),
        "population": sum(one.population for one in made.frames),
        "margin": made.margin,
        "by_stations": made.by_stations,
        "by_voters": made.by_voters,
        "spread": made.spread,
        "design_effect": effect,
        "voters": made.voters,
        "strata": [stratum_out(one, names) | {"spread": frame.spread} for one, frame in pairs],
    }


def station_out(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a sampled station from its row."""
    point = None if row["lon"] is None else [row["lon"], row["lat"]]
    return {
        "tps": row["tps"],
        "stratum": row["stratum"],
        "district": row["district"],
        "village": row["village"],
        "name": row["name"],
        "dpt": row["dpt_total"],
        "point": point,
        "arrived": row["arrived"],
    }


def changed(ballot: Ballot, one: Sample, state: str, arrived: int, moment: Any) -> Event:
    """Return the fact that the quick count of a sample moved on; it tells no estimate.

    The stream goes to everybody of the area, and what may be seen is asked for.
    """
    data = {
        "election": ballot.election.id,
        "contest": ballot.contest.id,
        "sample": one.id,
        "area": one.area,
        "state": state,
        "arrived": arrived,
        "size": one.size,
        "published": one.published,
        "as_of": clock.to_text(moment),
    }
    return Event("quick_count_changed", f"{ballot.election.id}/{ballot.contest.id}/{one.id}", data)


def area_codes(strata: Sequence[Stratum]) -> list[str]:
    """Return the codes of strata that are areas."""
    return [one.code for one in strata if areas.is_area(one.code)]
