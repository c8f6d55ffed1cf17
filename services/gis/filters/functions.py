"""Arithmetic, and the functions that a filter may call. Lengths are metres on the ellipsoid."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from geoalchemy2 import Geography

from services.gis.filters.domain import Path, bad
from services.gis.filters.values import (
    DATE,
    DATETIME,
    GEOMETRY,
    NUMBER,
    TEXT,
    Sql,
    Term,
    need,
    need_count,
    number,
)


def _divided(left: Sql, right: Sql) -> Sql:
    return left / sa.func.nullif(right, 0)


_SQL: dict[str, Callable[[Sql, Sql], Sql]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divided,
    "div": lambda left, right: sa.func.trunc(_divided(left, right)),
    "%": lambda left, right: sa.func.mod(
        sa.cast(left, sa.Numeric()), sa.cast(sa.func.nullif(right, 0), sa.Numeric())
    ),
    "^": sa.func.power,
}
_KNOWN: dict[str, Callable[[float, float], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "div": lambda left, right: float(math.trunc(left / right)),
    "%": math.fmod,
    "^": operator.pow,
}
ARITHMETIC = frozenset(_SQL)


def calculate(name: str, left: Term, right: Term, path: Path) -> Term:
    """Return the result, in double precision. What is divided by 0 is null, as no row matches.

    Numbers of the filter are worked out at once, so that `1000 * 3` can use an index.
    """
    for place, term in enumerate((left, right)):
        need(term, NUMBER, (*path, "args", place), name)
    if left.known is not None and right.known is not None:
        return _worked_out(name, left.known, right.known, path)
    one: Sql = sa.cast(left.sql, sa.Double())
    other: Sql = sa.cast(right.sql, sa.Double())
    return Term(NUMBER, _SQL[name](one, other))


def _worked_out(name: str, left: float, right: float, path: Path) -> Term:
    try:
        found = _KNOWN[name](left, right)
    except OverflowError:
        raise bad(path, f"{left:g} {name} {right:g} is too large") from None
    except (ZeroDivisionError, ValueError):
        raise bad(path, f"{left:g} {name} {right:g} has no result") from None
    if isinstance(found, complex):
        raise bad(path, f"{left:g} {name} {right:g} has no result")
    return number(found, path)


@dataclass(frozen=True)
class Function:
    """A function of ours: the kinds of its arguments and of its value, and what it says."""

    takes: tuple[set[str], ...]
    gives: str
    sql: Callable[..., Sql]
    says: str


def _ground(shape: Sql) -> Sql:
    """Return the geometry on the ellipsoid."""
    return sa.cast(sa.func.ST_Transform(shape, 4326), Geography(srid=4326))


def _metres(function: str) -> Callable[..., Sql]:
    return lambda *shapes: getattr(sa.func, function)(*map(_ground, shapes), type_=sa.Double())


def _buffer(shape: Sql, metres: Sql) -> Sql:
    round_it = sa.func.ST_Buffer(_ground(shape), sa.cast(metres, sa.Double()), type_=Geography())
    return sa.func.ST_GeomFromWKB(sa.func.ST_AsBinary(round_it), 4326)


def _part(name: str) -> Callable[[Sql], Sql]:
    utc = sa.DateTime(timezone=True)
    return lambda value: sa.cast(
        sa.func.date_part(name, sa.func.timezone("UTC", sa.cast(value, utc))), sa.Integer()
    )


_TEXT, _NUMBER, _SHAPE, _TIME = {TEXT}, {NUMBER}, {GEOMETRY}, {DATE, DATETIME}
FUNCTIONS = {
    "lower": Function((_TEXT,), TEXT, sa.func.lower, "the text in small letters"),
    "upper": Function((_TEXT,), TEXT, sa.func.upper, "the text in capitals"),
    "abs": Function((_NUMBER,), NUMBER, sa.func.abs, "the number without its sign"),
    "ceil": Function((_NUMBER,), NUMBER, sa.func.ceil, "the next whole number"),
    "floor": Function((_NUMBER,), NUMBER, sa.func.floor, "the whole number before"),
    "round": Function((_NUMBER,), NUMBER, sa.func.round, "the nearest whole number"),
    "length": Function((_SHAPE,), NUMBER, _metres("ST_Length"), "length of a line, m"),
    "area": Function((_SHAPE,), NUMBER, _metres("ST_Area"), "area of a polygon, m²"),
    "distance": Function((_SHAPE, _SHAPE), NUMBER, _metres("ST_Distance"), "shortest way, m"),
    "buffer": Function((_SHAPE, _NUMBER), GEOMETRY, _buffer, "what lies within so many metres"),
    "centroid": Function((_SHAPE,), GEOMETRY, sa.func.ST_Centroid, "the middle of a geometry"),
    "year": Function((_TIME,), NUMBER, _part("year"), "year of a date or timestamp (UTC)"),
    "month": Function((_TIME,), NUMBER, _part("month"), "month of it, 1 to 12"),
}


def call(name: str, args: Sequence[Term], path: Path) -> Term:
    """Return what the function says of the arguments. Raises BadFilter."""
    function = FUNCTIONS.get(name.lower())
    if function is None:
        known = ", ".join(sorted(FUNCTIONS))
        raise bad(path, f"{name} is no function here; there are {known}")
    need_count(args, len(function.takes), path, name)
    for place, (term, kinds) in enumerate(zip(args, function.takes, strict=True)):
        need(term, kinds, (*path, "args", place), name)
    return Term(function.gives, function.sql(*(term.sql for term in args)))
