"""Closures that work a condition out in whole numbers, however it is written."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

from services.elections.rules.expressions import ALL, AT_MOST, EQUAL, Call, Figure, Group, Sum

Figures = Mapping[str, int]
Value = Callable[[Figures], int]
Counted = tuple[Value, int]  # a value times its denominator, and the denominator
_OF_ALL: dict[str, Callable[[Iterable[int]], int]] = {"sum": sum, "max": max, "min": min}


def plain(left: tuple[str, ...], right: tuple[str, ...], limit: int, operator: str) -> Value:
    """Return what tells by how much figures added up differ from others plus `limit`."""
    first, more = left[0], left[1:]

    def difference(figures: Figures) -> int:
        found = figures[first] - limit
        for name in more:
            found += figures[name]
        for name in right:
            found -= figures[name]
        return found

    def beyond(figures: Figures) -> int:
        found = difference(figures)
        return max(0, found)

    return difference if operator == EQUAL else beyond


def largest(limit: int) -> Value:
    """Return what tells by how much the largest figure of all lies above the limit."""
    return lambda figures: max(0, max(figures.values(), default=0) - limit)


def general(value: Counted, operator: str, allowed: Counted) -> Value:
    """Return what tells a difference that is larger than allowed, away from zero if broken."""
    (worked_out, below), (permitted, permitted_below) = value, allowed

    def difference(figures: Figures) -> int:
        if not figures:
            return 0
        found = worked_out(figures)
        over = abs(found) if operator == EQUAL else found if operator == AT_MOST else -found
        if over <= 0 or over * permitted_below <= permitted(figures) * below:
            return 0
        rounded = -(-abs(found) // below)
        return rounded if found > 0 else -rounded

    return difference


def count(side: Sum) -> Counted:
    """Return what counts the sum: its figures by name, and the values of its functions."""
    parts = [(_atom(atom), factor) for atom, factor in side.terms if isinstance(atom, Call)]
    figures = [(atom.name, factor) for atom, factor in side.terms if isinstance(atom, Figure)]
    denominators = [factor.denominator for _, factor in figures]
    denominators += [below * factor.denominator for (_, below), factor in parts]
    common = math.lcm(side.constant.denominator, *denominators)
    constant = int(side.constant * common)
    names = [(name, int(factor * common)) for name, factor in figures]
    values = [(value, int(factor * common / below)) for (value, below), factor in parts]

    def counted(given: Figures) -> int:
        total = constant
        for name, times in names:
            total += given[name] * times
        for value, times in values:
            total += value(given) * times
        return total

    return counted, common


def _atom(call: Call) -> Counted:
    if Group(ALL) in call.arguments:
        choose = _OF_ALL[call.function]
        return lambda given: choose(given.values()), 1
    parts = [count(one) for one in call.arguments if isinstance(one, Sum)]
    value, below = parts[0]
    if call.function == "ceil":
        return lambda given: -(-value(given) // below), 1
    if call.function == "abs":
        return lambda given: abs(value(given)), below
    return _of_several(_OF_ALL[call.function], parts)


def _of_several(choose: Callable[[Iterable[int]], int], parts: list[Counted]) -> Counted:
    common = math.lcm(*(below for _, below in parts))
    scaled = [(value, common // below) for value, below in parts]
    return lambda given: choose([value(given) * times for value, times in scaled]), common
