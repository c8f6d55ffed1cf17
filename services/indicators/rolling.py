"""What the areas' own values make of the areas above them, in one period. Pure and exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal

STEPS = ((10, 6), (6, 4))  # digits of the parts, of the whole
EXACT = Context(prec=50)
PLACES = Decimal(1).scaleb(-12)  # of a mean


@dataclass(frozen=True, slots=True)
class Figure:
    """What stands for an area: its own value (`parts` 0), or what so many parts make.

    `agrees`: it is a sum, and the parts add up to it, or nobody gave both.
    """

    value: Decimal
    parts: int = 0
    agrees: bool = True


def up(
    own: Mapping[str, Decimal], rule: str, weights: Mapping[str, Decimal] | None
) -> dict[str, Figure]:
    """Return the figure of each area that has one, by code; `rule` is that over areas.

    `weights` are of the areas, None for a mean without them. The same values give the same figures
    in any order.
    """
    found = {area: Figure(value) for area, value in own.items()}
    if rule == "none":
        return found
    for digits, above in STEPS:
        parts: dict[str, list[str]] = {}
        for area in sorted(found):
            if len(area) == digits:
                parts.setdefault(area[:above], []).append(area)
        for whole, inside in parts.items():
            values = {area: found[area].value for area in inside}
            if whole in own:
                agrees = rule != "sum" or _sum(values) == own[whole]
                found[whole] = Figure(own[whole], 0, agrees)
            elif (made := _made(rule, values, weights)) is not None:
                found[whole] = made
    return found


def _made(
    rule: str, values: Mapping[str, Decimal], weights: Mapping[str, Decimal] | None
) -> Figure | None:
    if rule == "sum":
        return Figure(_sum(values), len(values))
    shares = dict.fromkeys(values, Decimal(1)) if weights is None else weights
    counted = {area: value for area, value in values.items() if shares.get(area, 0) > 0}
    if not counted:
        return None
    weighted = _sum({area: EXACT.multiply(counted[area], shares[area]) for area in counted})
    whole = _sum({area: shares[area] for area in counted})
    mean = EXACT.divide(weighted, whole).quantize(PLACES, context=EXACT)
    return Figure(mean, len(counted))


def _sum(values: Mapping[str, Decimal]) -> Decimal:
    total = Decimal(0)
    for value in values.values():
        total = EXACT.add(total, value)
    return total
