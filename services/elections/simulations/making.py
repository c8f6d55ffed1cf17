"""The forms of a rehearsal: right in themselves, with a slip, or with other votes. No real figure.

Figures are by the form's fields, as the domain keeps them.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

RESERVE = 0.025  # ballots sent beyond the DPT at Pilkada
# Slips of the pen: a field and by how much it is off. None touches a candidate's votes.
SLIPS = (
    ("dpt.male", 10),
    ("ballots.unused", -1),
    ("valid", 9),
    ("disabled.total", 1),
    ("users.dpk.total", 1),
    ("ballots.used", -2),
    ("total", 3),
)


def form(seed: int, tps: str, dpt: int, contest: int, numbers: Sequence[int]) -> dict[str, int]:
    """Return the whole form of a station in its n-th contest."""
    figures = _people(seed, tps, dpt)
    rolls = random.Random(f"{seed}/{tps}/{contest}/votes")  # noqa: S311 - a rehearsal's figures
    total = figures["users.total.total"]
    invalid = min(total, round(total * rolls.uniform(0.005, 0.06)))
    cast = _split(total - invalid, _liking(seed, tps, contest, len(numbers), rolls))
    votes = {f"votes.{number}": count for number, count in zip(numbers, cast, strict=True)}
    return figures | votes | {"valid": total - invalid, "invalid": invalid, "total": total}


def slipped(seed: int, tps: str, contest: int, figures: dict[str, int]) -> dict[str, int]:
    """Return the form with one slip of the pen."""
    name, off = SLIPS[random.Random(f"{seed}/{tps}/{contest}/slip").randrange(len(SLIPS))]  # noqa: S311
    return figures | {name: max(0, figures[name] + off)}


def misread(figures: dict[str, int], numbers: Sequence[int]) -> dict[str, int]:
    """Return the votes as somebody reads them who takes one candidate's for ten more."""
    name = f"votes.{numbers[0]}"
    votes = {f"votes.{number}": figures[f"votes.{number}"] for number in numbers}
    sums = {"valid": figures["valid"] + 10, "total": figures["total"] + 10}
    return votes | sums | {name: figures[name] + 10, "invalid": figures["invalid"]}


def votes_only(figures: dict[str, int]) -> dict[str, int]:
    """Return what a station hands in first, where it hands in parts."""
    sums = ("valid", "invalid", "total")
    return {name: n for name, n in figures.items() if name in sums or name.startswith("votes.")}


def _people(seed: int, tps: str, dpt: int) -> dict[str, int]:
    """Return who is registered, who came, and the ballots: the same in every contest."""
    rolls = random.Random(f"{seed}/{tps}/people")  # noqa: S311
    men = round(dpt * rolls.uniform(0.475, 0.515))
    moved, unlisted = rolls.randrange(4), rolls.randrange(7)
    turnout = min(0.97, max(0.2, rolls.gauss(0.71, 0.09)))
    came = max(0, min(round(dpt * turnout), _received(dpt) - moved - unlisted))
    rows = {
        "dpt": (men, dpt - men),
        "users.dpt": _pair(came, min(men / dpt, 1.0) if dpt else 0.0),
        "users.dptb": _pair(moved, 0.5),
        "users.dpk": _pair(unlisted, 0.5),
        "disabled": _pair(min(rolls.choice((0, 0, 1, 2, 3)), came), 0.5),
    }
    users = [rows["users.dpt"], rows["users.dptb"], rows["users.dpk"]]
    rows["users.total"] = (sum(one[0] for one in users), sum(one[1] for one in users))
    sexed = {
        f"{row}.{sex}": count
        for row, (male, female) in rows.items()
        for sex, count in (("male", male), ("female", female), ("total", male + female))
    }
    return sexed | _ballots(dpt, sum(rows["users.total"]), rolls)


def _ballots(dpt: int, used: int, rolls: random.Random) -> dict[str, int]:
    received = max(_received(dpt), used)
    returned = min(rolls.choice((0, 0, 0, 1, 2)), received - used)
    return {
        "ballots.received": received,
        "ballots.used": used,
        "ballots.returned": returned,
        "ballots.unused": received - used - returned,
    }


def _received(dpt: int) -> int:
    return dpt + math.ceil(dpt * RESERVE)


def _pair(total: int, share: float) -> tuple[int, int]:
    men = round(total * share)
    return men, total - men


def _liking(
    seed: int, tps: str, contest: int, candidates: int, rolls: random.Random
) -> list[float]:
    """Return how much each candidate is liked: villages differ, and stations in them a little."""
    village = random.Random(f"{seed}/{tps[:10]}/{contest}/lean")  # noqa: S311
    return [max(0.05, 1 + village.gauss(0, 0.18) + rolls.gauss(0, 0.08)) for _ in range(candidates)]


def _split(total: int, weights: Sequence[float]) -> list[int]:
    """Split a whole number by weights, the rest to the last one."""
    scale = total / sum(weights)
    parts = [math.floor(weight * scale) for weight in weights]
    parts[-1] += total - sum(parts)
    return parts
