"""From what is wished for to a drawn sample. Pure: the frame is given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import fmean, variance

from libs.kit.errors import FieldError, Invalid
from services.elections.quick_count import sampling
from services.elections.quick_count.domain import (
    USUAL_CONFIDENCE,
    Minimum,
    Stratum,
    stratum_of,
)
from services.elections.quick_count.sampling import LEAST, Frame

MOST_STATIONS = 10_000
MARGIN = "margin"


@dataclass(frozen=True)
class Wish:
    """What somebody asks for: a size, or a margin to size it by.

    Margin and spread are fractions of the valid votes.
    """

    area: str
    strata_by: str = "district"
    allocation: str = "proportional"
    size: int | None = None
    margin: float | None = None
    basis: str = "stations"
    confidence: float = USUAL_CONFIDENCE
    spread: float | None = None
    design_effect: float | None = None
    baseline: str | None = None
    least: int = LEAST
    minimum: Minimum = Minimum()
    seed: str = ""


@dataclass(frozen=True)
class Plan:
    """A design before the draw. Sizes are stations; `voters` is the mean DPT of a station."""

    frames: tuple[Frame, ...]
    sizes: tuple[int, ...]
    margin: float
    by_stations: float | None
    by_voters: float | None
    voters: float | None

    @property
    def strata(self) -> tuple[Stratum, ...]:
        pairs = zip(self.frames, self.sizes, strict=True)
        return tuple(Stratum(one.code, one.population, size) for one, size in pairs)

    @property
    def spread(self) -> float:
        """The spread within strata, pooled."""
        everything = sum(one.population for one in self.frames)
        return sqrt(sum(one.population * one.spread**2 for one in self.frames) / everything)


Dpt = Mapping[str, int | None]


def plan(wish: Wish, stations: Dpt, spreads: Mapping[str, float]) -> Plan:
    """Return the design; raises Invalid that names what does not fit.

    `stations` are the registered voters by code; `spreads` those of an earlier election by
    stratum, `""` for all of it.
    """
    if not stations:
        raise Invalid(errors=(FieldError("area", "has no polling stations in this contest"),))
    voters = _mean_dpt(stations)
    frames = _frames(wish, stations, _usual_spread(wish, spreads, voters), spreads)
    by_stations = by_voters = None
    if wish.margin is not None:
        by_voters = sampling.size_by_voters(
            len(stations), wish.margin, sampling.z_value(wish.confidence)
        )
        by_stations = sampling.size_by_stations(
            frames, wish.margin, wish.confidence, wish.allocation
        )
    wanted = by_voters if wish.basis == "voters" else by_stations
    size = _size(wish.size or ceil(wanted or 0), stations)
    sizes = sampling.allocate(frames, size, wish.allocation, wish.least)
    margin = sampling.expected_margin(frames, sizes, wish.confidence)
    return Plan(frames, sizes, margin, by_stations, by_voters, voters)


def draw(wish: Wish, made: Plan, stations: Dpt) -> dict[str, str]:
    """Return the stratum of each station that the seed draws."""
    members = _members(wish, stations)
    return {
        code: one.code
        for one in made.strata
        for code in sampling.choose(members[one.code], one.size, wish.seed)
    }


def spreads(rows: Sequence[tuple[str, Sequence[int]]], strata_by: str) -> dict[str, float]:
    """Return the spread of shares within each stratum, from (station, votes) of an election.

    It is that of the candidate whose share spreads most; `""` is that of all stations.
    """
    told = [(code, votes) for code, votes in rows if sum(votes)]
    if len(told) < 2:
        return {}
    places = range(len(told[0][1]))
    chosen = max(places, key=lambda place: _spread([votes for _, votes in told], place))
    groups: dict[str, list[Sequence[int]]] = defaultdict(list)
    for code, votes in told:
        groups[stratum_of(code, strata_by)].append(votes)
    groups[""] = [votes for _, votes in told]
    return {code: _spread(rows, chosen) for code, rows in groups.items() if len(rows) > 1}


def _spread(rows: Sequence[Sequence[int]], place: int) -> float:
    """Return the deviation of y - p x by the mean of x."""
    valid = [sum(votes) for votes in rows]
    share = sum(votes[place] for votes in rows) / sum(valid)
    off = [votes[place] - share * all_of for votes, all_of in zip(rows, valid, strict=True)]
    return sqrt(variance(off)) / fmean(valid)


def _usual_spread(wish: Wish, known: Mapping[str, float], voters: float | None) -> float:
    if wish.spread is not None:
        return wish.spread
    if wish.design_effect is None:
        return known.get("", sampling.USUAL_SPREAD)
    if voters is None:
        text = "needs polling stations whose registered voters are known; give the spread instead"
        raise Invalid(errors=(FieldError("design_effect", text),))
    return sampling.spread_of(wish.design_effect, voters)


def _frames(
    wish: Wish, stations: Dpt, usual: float, known: Mapping[str, float]
) -> tuple[Frame, ...]:
    members = _members(wish, stations)
    return tuple(
        Frame(code, len(members[code]), known.get(code) or usual) for code in sorted(members)
    )


def _members(wish: Wish, stations: Dpt) -> dict[str, list[str]]:
    members: dict[str, list[str]] = defaultdict(list)
    for code in stations:
        members[stratum_of(code, wish.strata_by)].append(code)
    return members


def _size(size: int, stations: Dpt) -> int:
    if size > len(stations):
        text = f"is more than the {len(stations)} polling stations there are"
        raise Invalid(errors=(FieldError("size", text),))
    if size > MOST_STATIONS:
        text = f"a sample of {size} stations is more than the {MOST_STATIONS} that are let in"
        raise Invalid(errors=(FieldError("size", text),))
    return size


def _mean_dpt(stations: Dpt) -> float | None:
    told = [dpt for dpt in stations.values() if dpt]
    return fmean(told) if told else None
