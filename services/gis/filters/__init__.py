"""CQL2 filters: text or JSON, parsed by the `cql2` package, compiled to SQLAlchemy.

    asked(request.data, layer)    # a condition of `filter`, `filter_lang`, `filter_crs`, or None
    parse("kondisi = 'rusak_berat' AND S_INTERSECTS(geometry, BBOX(111.6,-7.1,111.8,-6.9))")
    compile_filter(parsed, layer, table(layer))    # a condition for `select(...).where(...)`
    with evaluating(): tx.execute(...)             # what only the rows can tell is a BadFilter too

Whatever came from outside ends as a bound parameter. docs/gis/filters.md says what is understood.
"""

from services.gis.filters.compiler import LANGUAGES, asked, compile_filter
from services.gis.filters.domain import CONFORMANCE, BadFilter
from services.gis.filters.evaluating import evaluating
from services.gis.filters.reading import parse

__all__ = [
    "CONFORMANCE",
    "LANGUAGES",
    "BadFilter",
    "asked",
    "compile_filter",
    "evaluating",
    "parse",
]
