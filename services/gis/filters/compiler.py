"""CQL2 JSON → a SQLAlchemy condition on a layer's table."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Callable, Sequence
from typing import Any

import cql2
import orjson
import sqlalchemy as sa

from libs.kit.errors import FieldError
from services.gis.filters import arrays, comparing, functions, moments, shapes, values
from services.gis.filters.domain import BadFilter, Path, bad, shown
from services.gis.filters.reading import canonical, parse
from services.gis.filters.shapes import Frame
from services.gis.filters.values import BOOLEAN, Term, need, need_count
from services.gis.layers.crs import CRS84, Crs, find
from services.gis.layers.domain import Layer
from services.gis.layers.tables import table

GEOMETRY = "geometry"  # what every layer's geometry is called on the wire
_NEAREST = 3
LANGUAGES = ("cql2-text", "cql2-json")
_ONE_OF_LANGUAGES = f"is not one of {', '.join(LANGUAGES)}"


def compile_filter(
    cql: Any, layer: Layer, rows: sa.Table, crs: Crs = CRS84
) -> sa.ColumnElement[bool]:
    """Return the condition that features of the layer must fulfil.

    `cql` is CQL2 JSON, `rows` the layer's table. Geometries and boxes of the filter are in `crs`
    (filter-crs). What was compiled is kept. Raises BadFilter, which names the place and quotes it.
    """
    text = canonical(cql)
    try:
        return _compiled(text, layer, rows, Frame(crs.srid, crs.north_first, layer.srid))
    except BadFilter as error:
        raise _quoting(error, orjson.loads(text)) from None


def asked(data: dict[str, Any], layer: Layer) -> sa.ColumnElement[bool] | None:
    """Return the condition of a call's `filter`, None where there is none.

    `{"filter": CQL2 text, or CQL2 JSON as objects, "filter_lang": "cql2-text" | "cql2-json" for
    JSON as text, "filter_crs": URI}`. Raises BadFilter, and Invalid for an unknown CRS.
    """
    crs = find(data.get("filter_crs"), "filter-crs")
    given, language = data.get("filter"), data.get("filter_lang")
    if language not in {None, *LANGUAGES}:
        raise BadFilter("no such filter-lang", (FieldError("filter-lang", _ONE_OF_LANGUAGES),))
    if given is None:
        return None
    as_text = isinstance(given, str) and language != "cql2-json"
    parsed = parse(given) if as_text else parse(None, given)
    return compile_filter(parsed, layer, table(layer), crs)


@functools.lru_cache(maxsize=512)
def _compiled(cql: bytes, layer: Layer, rows: sa.Table, frame: Frame) -> sa.ColumnElement[bool]:
    found = _Compiler(layer, rows, frame).term(orjson.loads(cql), ())
    return need(found, BOOLEAN, (), "a filter").sql


def _quoting(error: BadFilter, cql: Any) -> BadFilter:
    """Add the innermost operation that holds the place, as CQL2 text."""
    operation = None
    for step in ("", *error.errors[0].field.split(".")[1:]):
        if step:
            cql = cql[int(step) if isinstance(cql, list) else step]
        if isinstance(cql, dict) and "op" in cql:
            operation = cql
    if operation is None:
        return error
    try:
        text = cql2.parse_json(orjson.dumps(operation).decode()).to_text()
    except (cql2.ParseError, ValueError):
        return error
    return BadFilter(f"{error.detail}, in: {shown(text)}", error.errors)


class _Compiler:
    """Compiles for one layer. Each method takes a node and its path and returns its Term."""

    def __init__(self, layer: Layer, rows: sa.Table, frame: Frame) -> None:
        self._layer, self._rows, self._frame = layer, rows, frame

    def term(self, node: Any, path: Path) -> Term:
        if isinstance(node, dict):
            return self._object(node, path)
        if isinstance(node, list):
            items = [self.term(one, (*path, number)) for number, one in enumerate(node)]
            return Term(values.LIST, sa.null(), items)
        if isinstance(node, bool):
            return values.boolean(node)
        if isinstance(node, int | float):
            return values.number(node, path)
        if isinstance(node, str):
            return values.text(node, path)
        raise bad(path, "null, NaN and infinity are no values; ask with IS NULL")

    def _object(self, node: dict[str, Any], path: Path) -> Term:
        if "type" in node:
            return shapes.geometry(node, self._frame, path)
        if isinstance(node.get("op"), str) and isinstance(node.get("args"), list):
            return self._operation(node["op"], node["args"], path)
        if len(node) == 1:
            [(name, value)] = node.items()
            reader = _LITERALS.get(name)
            if reader is not None:
                return reader(self, value, path)
        raise bad(path, f"is not an expression of CQL2: {shown(orjson.dumps(node).decode())}")

    def property(self, name: Any, path: Path) -> Term:
        found = self._layer.attribute(name) if isinstance(name, str) else None
        if found is not None:
            return Term(values.OF_ATTRIBUTE[found.kind], self._rows.c[found.column])
        if name == self._layer.key:
            kind = values.TEXT if self._layer.text_key else values.NUMBER
            return Term(kind, self._rows.c[self._layer.key])
        if name == GEOMETRY:
            return Term(values.GEOMETRY, self._rows.c[self._layer.geometry])
        raise bad(path, f"{shown(name)} is no property of {self._layer.id}{self._hint(name)}")

    def _hint(self, name: Any) -> str:
        names = [one.name for one in self._layer.attributes] + [GEOMETRY]
        near = difflib.get_close_matches(str(name)[:60], names, _NEAREST)
        return f"; is it {' or '.join(near)}?" if near else ""

    def box(self, value: Any, path: Path) -> Term:
        return shapes.box(value, self._frame, path)

    def interval(self, value: Any, path: Path) -> Term:
        if not isinstance(value, list) or len(value) != 2:
            raise bad(path, "an interval needs a start and an end")
        start, end = (
            moments.end(one, place) if isinstance(one, str) else self.term(one, place)
            for number, one in enumerate(value)
            for place in [(*path, "interval", number)]
        )
        return moments.interval(start, end, path)

    def _operation(self, op: str, args: list[Any], path: Path) -> Term:
        name = op.lower()
        if name in {"and", "or"}:
            return self._logic(name, args, path)
        terms = [self.term(one, (*path, "args", number)) for number, one in enumerate(args)]
        fixed = _OPERATIONS.get(name)
        if fixed is None:
            return functions.call(op, terms, path)
        count, build = fixed
        need_count(terms, count, path, op)
        return build(name, terms, path)

    def _logic(self, name: str, args: list[Any], path: Path) -> Term:
        if not args:
            raise bad(path, f"{name} needs at least one argument")
        terms = [
            need(self.term(one, place), BOOLEAN, place, name).sql
            for number, one in enumerate(args)
            for place in [(*path, "args", number)]
        ]
        joined = sa.and_(*terms) if name == "and" else sa.or_(*terms)
        return Term(BOOLEAN, joined)


def _not(name: str, terms: Sequence[Term], path: Path) -> Term:
    return Term(BOOLEAN, sa.not_(need(terms[0], BOOLEAN, (*path, "args", 0), name).sql))


def _is_null(_name: str, terms: Sequence[Term], path: Path) -> Term:
    if terms[0].kind in {values.LIST, values.INTERVAL}:
        raise bad((*path, "args", 0), f"{terms[0].words} is never null")
    return Term(BOOLEAN, terms[0].sql.is_(None))


def _in(_name: str, terms: Sequence[Term], path: Path) -> Term:
    listed = need(terms[1], values.LIST, (*path, "args", 1), "IN")
    return comparing.within(terms[0], listed.known, path)


def _pair(relate: Callable[[str, Term, Term, Path], Term]) -> Any:
    return 2, lambda name, terms, path: relate(name, terms[0], terms[1], path)


_OPERATIONS: dict[str, tuple[int, Callable[[str, Sequence[Term], Path], Term]]] = {
    "not": (1, _not),
    "isnull": (1, _is_null),
    "in": (2, _in),
    "between": (3, lambda _name, terms, path: comparing.between(terms, path)),
    "like": (2, lambda _name, terms, path: comparing.like(terms[0], terms[1], path)),
    "casei": (1, lambda _name, terms, path: comparing.casei(terms[0], path)),
    "accenti": (1, lambda _name, terms, path: comparing.accenti(terms[0], path)),
    **dict.fromkeys(comparing.OPERATORS, _pair(comparing.compare)),
    **dict.fromkeys(functions.ARITHMETIC, _pair(functions.calculate)),
    **dict.fromkeys(shapes.RELATIONS, _pair(shapes.relate)),
    **dict.fromkeys(moments.RELATIONS, _pair(moments.relate)),
    **dict.fromkeys(arrays.RELATIONS, _pair(arrays.relate)),
}
_LITERALS: dict[str, Callable[[_Compiler, Any, Path], Term]] = {
    "property": _Compiler.property,
    "bbox": _Compiler.box,
    "interval": _Compiler.interval,
    "date": lambda _self, value, path: values.day(value, path),
    "timestamp": lambda _self, value, path: values.timestamp(value, path),
}
