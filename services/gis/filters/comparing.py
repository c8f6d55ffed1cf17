"""Comparisons, LIKE, BETWEEN, IN, CASEI and ACCENTI."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from services.gis.filters.domain import Path, bad
from services.gis.filters.values import (
    BOOLEAN,
    DATE,
    MOMENTS,
    SCALARS,
    TEXT,
    Sql,
    Term,
    in_c,
    need,
    of_day,
)

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_MARKS = "[\u0300-\u036f]"  # combining diacritical marks
# Letters with a stroke through them, which Unicode does not take apart.
_STROKES = ("øØłŁđĐħĦŧŦı", "oOlLdDhHtTi")


def compare(name: str, left: Term, right: Term, path: Path) -> Term:
    """Return the comparison of two terms of one kind."""
    one, other = alike([left, right], path)
    if name not in {"=", "<>"} and BOOLEAN in {left.kind, right.kind}:
        raise bad(path, f"true and false have no order, which {name} asks for")
    return Term(BOOLEAN, OPERATORS[name](one, other))


def between(terms: Sequence[Term], path: Path) -> Term:
    value, low, high = alike(terms, path)
    if terms[0].kind == BOOLEAN:
        raise bad(path, "true and false have no order, which BETWEEN asks for")
    return Term(BOOLEAN, value.between(low, high))


def within(value: Term, items: Sequence[Term], path: Path) -> Term:
    """Return `value IN (items)`."""
    if not items:
        raise bad(path, "IN needs at least one value")
    one, *others = alike([value, *items], path)
    return Term(BOOLEAN, one.in_(others))


def alike(terms: Sequence[Term], path: Path) -> list[Sql]:
    """Return the terms' SQL, comparable with each other. Raises BadFilter unless they are.

    Text is under collation C. Where a date meets a timestamp, the timestamp's day (UTC) counts.
    """
    for term in terms:
        need(term, SCALARS, path, "a comparison")
    kinds = {term.kind for term in terms}
    if len(kinds) == 1:
        return [terms[0].sql, *(_collated(term) for term in terms[1:])]
    if kinds == MOMENTS:
        return [_day(term) for term in terms]
    words = " with ".join(dict.fromkeys(term.words for term in terms))
    raise bad(path, f"can't compare {words}{_written(terms)}")


def _written(terms: Sequence[Term]) -> str:
    kinds = {term.kind for term in terms}
    if TEXT in kinds and kinds & MOMENTS:
        return "; write DATE('2025-03-31') or TIMESTAMP('2025-03-31T07:00:00Z')"
    return ""


def _collated(term: Term) -> Sql:
    return in_c(term.sql) if term.kind == TEXT else term.sql


def _day(term: Term) -> Sql:
    if term.kind == DATE:
        return term.sql
    if isinstance(term.known, datetime):
        return of_day(utc(term.known).date()).sql
    return sa.cast(sa.func.timezone("UTC", term.sql), sa.Date())


def utc(value: datetime) -> datetime:
    """Return the moment in UTC; the first and last moments of the calendar stay what they are."""
    try:
        return value.astimezone(UTC)
    except OverflowError:
        return value.replace(tzinfo=UTC)


def like(value: Term, pattern: Term, path: Path) -> Term:
    r"""Return `value LIKE pattern`: `%` any characters, `_` one, `\` before one of them itself."""
    need(value, TEXT, path, "LIKE")
    need(pattern, TEXT, path, "LIKE")
    if not isinstance(pattern.known, str):
        raise bad(path, "LIKE needs a pattern in quotes")
    trailing = len(pattern.known) - len(pattern.known.rstrip("\\"))
    if trailing % 2:
        raise bad(path, "the pattern ends with \\, which needs a character behind it")
    return Term(BOOLEAN, value.sql.like(in_c(pattern.sql)))


def casei(value: Term, path: Path) -> Term:
    """Return the text without regard to case, by Unicode's rules: `Straße` is `STRASSE`.

    Text of ASCII alone, which has as many bytes as letters, is the same by the rules of C, in a
    fifth of the time: a search reads a million names.
    """
    need(value, TEXT, path, "CASEI")
    folded = in_c(sa.func.lower(sa.func.upper(sa.collate(value.sql, "und-x-icu"))))
    if isinstance(value.sql, sa.Column):
        ascii_only = sa.func.octet_length(value.sql) == sa.func.length(value.sql)
        folded = sa.case((ascii_only, in_c(sa.func.lower(in_c(value.sql)))), else_=folded)
    return Term(TEXT, folded, value.known)


def accenti(value: Term, path: Path) -> Term:
    """Return the text without accents: letters are taken apart (NFD), their marks dropped."""
    need(value, TEXT, path, "ACCENTI")
    apart = sa.func.normalize(in_c(value.sql), sa.literal_column("NFD"))
    bare = sa.func.regexp_replace(apart, _MARKS, "", "g")
    return Term(TEXT, in_c(sa.func.translate(bare, *_STROKES)), value.known)
