"""Arrays: attributes of kind json, and lists in the filter. They compare as sets."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.gis.filters.domain import Path, bad
from services.gis.filters.values import BOOLEAN, JSON, LIST, MOMENTS, Sql, Term, need

# Any element of the one equal to any of the other; no error where one is not an array.
_SHARED = "$[*] ? (@ == $other[*])"


def _overlaps(left: Sql, right: Sql) -> Sql:
    others = sa.func.jsonb_build_object("other", right)
    path = sa.cast(sa.literal(_SHARED, sa.Text()), pg.JSONPATH())
    return sa.func.jsonb_path_exists(left, path, others, type_=sa.Boolean())


_RELATIONS = {
    "a_contains": lambda left, right: left.op("@>")(right),
    "a_containedby": lambda left, right: left.op("<@")(right),
    "a_equals": lambda left, right: sa.and_(left.op("@>")(right), left.op("<@")(right)),
    "a_overlaps": _overlaps,
}
RELATIONS = frozenset(_RELATIONS)


def relate(name: str, left: Term, right: Term, path: Path) -> Term:
    """Return whether the two arrays relate so; what is no array relates to nothing."""
    sides = [
        _array(need(term, {JSON, LIST}, place, name.upper()), place)
        for number, term in enumerate((left, right))
        for place in [(*path, "args", number)]
    ]
    arrays = [sa.func.jsonb_typeof(one.sql) == "array" for one in (left, right) if one.kind == JSON]
    return Term(BOOLEAN, sa.and_(sa.true(), *arrays, _RELATIONS[name](*sides)))


def _array(term: Term, path: Path) -> Sql:
    if term.kind == JSON:
        return sa.cast(term.sql, pg.JSONB())
    values = [_plain(one, (*path, number)) for number, one in enumerate(term.known)]
    return sa.cast(sa.literal(values, pg.JSONB()), pg.JSONB())


def _plain(term: Term, path: Path) -> Any:
    if term.known is None or term.kind in {JSON, LIST}:
        raise bad(path, "an array in a filter holds plain values only")
    if term.kind in MOMENTS:
        return term.known.isoformat().replace("+00:00", "Z")
    return int(term.known) if _whole(term.known) else term.known


def _whole(value: Any) -> bool:
    return isinstance(value, float) and value.is_integer()
