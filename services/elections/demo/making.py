"""Make what every polling station handed in, so that all public totals are met exactly.

Seeded: the same night at every run. Nothing in here is a real station's figure.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.elections.demo.facts import District, Village, city, districts, villages

SEED = 19_711_127
MOST_VOTERS = 600
RESERVE = 0.025  # ballots sent beyond the DPT at Pilkada
MAYOR, GOVERNOR = "walikota", "gubernur"


@dataclass
class Made:
    """One polling station: its voters, and its form in each contest.

    `written` is the mayor's form as it stands on paper, where it was handed in with a slip.
    """

    village: Village
    number: int
    dpt: int = 0
    users: int = 0
    movers: int = 0  # came from elsewhere in the province: they vote for the governor only
    point: tuple[float, float] = (0.0, 0.0)
    lean: float = 0.0
    forms: dict[str, dict[str, Any]] | None = None
    written: dict[str, Any] | None = None

    @property
    def code(self) -> str:
        return f"{self.village.code}{self.number:03}"


def stations(seed: int = SEED) -> list[Made]:
    """Return all stations with their forms, ordered by code."""
    rolls = random.Random(seed)  # noqa: S311 - figures of a demo, no secret
    made = [Made(village, n) for village in villages() for n in range(1, village.stations + 1)]
    _place(made, rolls)
    _register(made, rolls)
    invalid = apportion(
        city()["certified"][MAYOR]["invalid"], [sum(one.votes[MAYOR]) for one in districts()]
    )
    for district, spoilt in zip(districts(), invalid, strict=True):
        mine = [one for one in made if one.village.district == district.code]
        _vote(mine, district, spoilt, rolls)
    return sorted(made, key=lambda one: one.code)


def apportion(total: int, weights: Sequence[float], caps: Sequence[int] | None = None) -> list[int]:
    """Split a whole number by weights, by largest remainder, no part above its cap.

    Raises ValueError when the caps together are less than the total.
    """
    limits = [total] * len(weights) if caps is None else list(caps)
    if sum(limits) < total:
        raise ValueError(f"{total} does not fit under caps of {sum(limits)}")
    scale = total / sum(weights)
    parts = [min(math.floor(w * scale), cap) for w, cap in zip(weights, limits, strict=True)]
    order = sorted(range(len(parts)), key=lambda n: parts[n] - weights[n] * scale)
    left = total - sum(parts)
    while left:
        for n in order:
            if left and parts[n] < limits[n]:
                parts[n] += 1
                left -= 1
    return parts


def _place(made: list[Made], rolls: random.Random) -> None:
    """Scatter stations near their village's point, nearer than half way to the next village."""
    leans = {village.code: rolls.gauss(0, 0.06) for village in villages()}
    for one in made:
        lon, lat = one.village.point
        reach = 0.4 * min(
            math.dist(one.village.point, other.point)
            for other in villages()
            if other is not one.village
        )
        angle, far = rolls.uniform(0, 2 * math.pi), reach * math.sqrt(rolls.random())
        one.point = (round(lon + far * math.cos(angle), 6), round(lat + far * math.sin(angle), 6))
        one.lean = leans[one.village.code]


def _register(made: list[Made], rolls: random.Random) -> None:
    weights = [rolls.uniform(0.86, 1.1) for _ in made]
    voters = city()["certified"][MAYOR]["dpt"]
    parts = apportion(voters, weights, [MOST_VOTERS] * len(made))
    for one, dpt in zip(made, parts, strict=True):
        one.dpt = dpt


def _vote(made: list[Made], district: District, spoilt: int, rolls: random.Random) -> None:
    """Split the district's users and votes to its stations."""
    came = sum(district.votes[MAYOR]) + spoilt
    weights = [one.dpt * rolls.uniform(0.85, 1.15) for one in made]
    for one, users in zip(made, apportion(came, weights), strict=True):
        one.users = users
        one.movers = rolls.choice((0, 0, 0, 0, 1, 2))
        one.forms = {}
    people = [_people(one, rolls) for one in made]
    for contest in (MAYOR, GOVERNOR):
        voters = [one.users + (one.movers if contest == GOVERNOR else 0) for one in made]
        counts = _counts(made, voters, district.votes[contest], rolls)
        for one, crowd, cast in zip(made, people, counts, strict=True):
            moved = one.movers if contest == GOVERNOR else 0
            assert one.forms is not None  # noqa: S101
            one.forms[contest] = _form(one, crowd, moved, cast)


def _counts(
    made: list[Made], users: list[int], totals: tuple[int, int], rolls: random.Random
) -> list[tuple[int, int, int]]:
    """Return (votes of no. 1, of no. 2, invalid) of each station, which add up to the totals."""
    wrong = sum(users) - sum(totals)
    odds = [number * rolls.uniform(0.4, 1.6) for number in users]
    invalid = apportion(wrong, odds, [number // 2 for number in users])
    valid = [number - bad for number, bad in zip(users, invalid, strict=True)]
    share = totals[0] / sum(totals)
    liking = [min(0.9, max(0.1, share + one.lean + rolls.gauss(0, 0.05))) for one in made]
    weights = [number * part for number, part in zip(valid, liking, strict=True)]
    first = apportion(totals[0], weights, valid)
    return [(a, v - a, bad) for a, v, bad in zip(first, valid, invalid, strict=True)]


@dataclass(frozen=True)
class People:
    """Who came, as (men, women)."""

    dpt: tuple[int, int]
    from_dpt: tuple[int, int]
    dptb: tuple[int, int]
    dpk: tuple[int, int]
    disabled: tuple[int, int]
    returned: int


def _people(one: Made, rolls: random.Random) -> People:
    men = round(one.dpt * rolls.uniform(0.475, 0.515))
    dptb, dpk = _pair(rolls.randrange(4), rolls), _pair(rolls.randrange(7), rolls)
    from_dpt = one.users - sum(dptb) - sum(dpk)
    came = min(men, round(from_dpt * rolls.uniform(0.44, 0.5)))
    disabled = (rolls.choice((0, 0, 0, 1, 2)), rolls.choice((0, 0, 1, 1, 2)))
    returned = rolls.choice((0, 0, 0, 1, 1, 2, 3))
    return People((men, one.dpt - men), (came, from_dpt - came), dptb, dpk, disabled, returned)


def _pair(total: int, rolls: random.Random) -> tuple[int, int]:
    men = rolls.randint(0, total)
    return men, total - men


def _form(one: Made, people: People, moved: int, cast: tuple[int, int, int]) -> dict[str, Any]:
    """Return a whole C.Hasil form that is right in itself."""
    dptb = (people.dptb[0] + moved, people.dptb[1])
    groups = (people.from_dpt, dptb, people.dpk)
    came = (sum(group[0] for group in groups), sum(group[1] for group in groups))
    total = sum(came)
    received = one.dpt + math.ceil(one.dpt * RESERVE)
    return {
        "dpt": sexed(people.dpt),
        "users": {
            "dpt": sexed(people.from_dpt),
            "dptb": sexed(dptb),
            "dpk": sexed(people.dpk),
            "total": sexed(came),
        },
        "ballots": {
            "received": received,
            "used": total,
            "returned": people.returned,
            "unused": received - total - people.returned,
        },
        "disabled": sexed(people.disabled),
        "votes": {"1": cast[0], "2": cast[1]},
        "valid": cast[0] + cast[1],
        "invalid": cast[2],
        "total": sum(cast),
    }


def sexed(pair: tuple[int, int]) -> dict[str, int]:
    return {"male": pair[0], "female": pair[1], "total": sum(pair)}
