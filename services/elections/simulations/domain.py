"""A rehearsal: what is to happen in one night, and when. Seeded: the same night at every run.

Stations report in a log-logistic order, as they do on real nights (the time stamps of Sirekap's
images, INE's simulations for Mexico); some forms have a slip of the pen and are corrected, some are
entered a second time with other votes, and areas without a connection report when it is back.
"""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WHOLE, VOTES, LATER, CORRECTION, SECOND, DECISION = KINDS = (
    "whole",
    "votes",
    "administration",
    "correction",
    "second-entry",
    "decision",
)
MOST_DISTRICTS = 99
EARLIEST = 0.25  # hours after the stations close


@dataclass(frozen=True)
class Outage:
    """An area (code prefix) that has no connection from one hour to another."""

    area: str
    from_hour: float
    to_hour: float

    def holds(self, tps: str, hour: float) -> bool:
        return tps.startswith(self.area) and self.from_hour <= hour < self.to_hour


@dataclass(frozen=True)
class Plan:
    """A night: rates are shares of the forms, hours count from when the stations close.

    `speed` is how many times as fast as a real night it runs, 0 = as fast as it goes. `of` is the
    election whose areas and stations are used; without one they are made: `tps` of them in `area`.
    """

    of: str | None
    area: str
    tps: int
    contests: int
    seed: int
    speed: float
    hours: float
    median_hours: float
    steepness: float
    parts_rate: float
    error_rate: float
    conflict_rate: float
    verifiers: int
    verifier_seconds: float
    outages: tuple[Outage, ...] = ()

    def hour(self, share: float) -> float:
        """Return when this share (0 to 1) of the stations has reported, all by `hours`."""
        top = 1 / (1 + (self.hours / self.median_hours) ** -self.steepness)
        part = share * top
        odds: float = (part / (1 - part)) ** (1 / self.steepness)
        return max(EARLIEST, self.median_hours * odds)


@dataclass(frozen=True, order=True)
class Deed:
    """Something that happens to a station's form in one contest, `hour` hours into the night."""

    hour: float
    tps: str
    contest: int
    kind: str
    held_back: int = -1  # which outage of the plan kept it waiting, -1 for none

    @property
    def key(self) -> str:
        return f"{self.contest}/{self.tps}/{self.kind}"


def deeds(plan: Plan, stations: Sequence[str], contests: int) -> list[Deed]:
    """Return all of the night in its order; `contests` are counted from 0."""
    rolls = random.Random(f"{plan.seed}/order")  # noqa: S311 - figures of a rehearsal
    ranks = list(range(len(stations)))
    rolls.shuffle(ranks)
    found: list[Deed] = []
    for rank, tps in zip(ranks, stations, strict=True):
        found += _of_station(plan, tps, contests, (rank + rolls.random()) / len(stations))
    return sorted([*found, *_decisions(plan, found)])


def _of_station(plan: Plan, tps: str, contests: int, share: float) -> Iterator[Deed]:
    """One ballot is counted after the other; each goes through what happens to a form."""
    rolls = random.Random(f"{plan.seed}/{tps}/night")  # noqa: S311
    hour = plan.hour(share)
    for contest in range(contests):
        hour, outage = _connected(plan, tps, hour, rolls)
        yield from _of_form(plan, Deed(hour, tps, contest, WHOLE, outage), rolls)
        hour += rolls.uniform(0.1, 0.7)


def _of_form(plan: Plan, deed: Deed, rolls: random.Random) -> Iterator[Deed]:
    hour, where = deed.hour, (deed.tps, deed.contest)
    in_parts = rolls.random() < plan.parts_rate
    yield Deed(hour, *where, VOTES if in_parts else WHOLE, deed.held_back)
    if in_parts:
        yield Deed(_after(plan, deed, rolls, 0.5, 1.5), *where, LATER)
    if is_wrong(plan, deed.tps, deed.contest) and rolls.random() < 0.5:
        yield Deed(_after(plan, deed, rolls, 1.5, 2.5), *where, CORRECTION)
    if is_contested(plan, deed.tps, deed.contest):
        yield Deed(_after(plan, deed, rolls, 0.2, 1.0), *where, SECOND)


def _after(plan: Plan, deed: Deed, rolls: random.Random, least: float, most: float) -> float:
    return _connected(plan, deed.tps, deed.hour + rolls.uniform(least, most), rolls)[0]


def _connected(plan: Plan, tps: str, hour: float, rolls: random.Random) -> tuple[float, int]:
    """Return when the station can send what it has at this hour, and which outage it waited for."""
    waited = -1
    for place, outage in enumerate(plan.outages):
        if outage.holds(tps, hour):
            hour, waited = outage.to_hour + rolls.uniform(0.0, 0.3), place
    return hour, waited


def is_wrong(plan: Plan, tps: str, contest: int) -> bool:
    """Tell whether the form has a slip of the pen."""
    return _chance(plan, tps, contest, "wrong") < plan.error_rate


def is_contested(plan: Plan, tps: str, contest: int) -> bool:
    """Tell whether the form is entered twice, with other votes the second time."""
    return _chance(plan, tps, contest, "contested") < plan.conflict_rate


def _chance(plan: Plan, tps: str, contest: int, what: str) -> float:
    return random.Random(f"{plan.seed}/{tps}/{contest}/{what}").random()  # noqa: S311


def _decisions(plan: Plan, night: Sequence[Deed]) -> Iterator[Deed]:
    """Let the made verifiers take contested forms in their order, one at a time each."""
    free = [0.0] * plan.verifiers
    rolls = random.Random(f"{plan.seed}/verifiers")  # noqa: S311
    for deed in sorted(one for one in night if one.kind == SECOND) if free else ():
        seconds = max(5.0, rolls.expovariate(1 / plan.verifier_seconds))
        done = max(heapq.heappop(free), deed.hour) + seconds / 3600
        heapq.heappush(free, done)
        yield Deed(done, deed.tps, deed.contest, DECISION)


def codes(area: str, count: int) -> list[str]:
    """Return codes of stations that are made, in districts and villages that are made.

    A village has 18 stations at most and a district 12 villages, about as Bogor's have; where that
    would take more than 99 districts, which a code can't name, districts are larger.
    """
    villages = math.ceil(count / 18)
    wide = max(12, math.ceil(villages / MOST_DISTRICTS))
    found = []
    for number in range(count):
        village = number % villages
        district, place = divmod(village, wide)
        found.append(f"{area}{district + 1:02}{2001 + place}{number // villages + 1:03}")
    return sorted(found)
