"""CQL2 filters: text or JSON, parsed by the `cql2` package, compiled to SQLAlchemy.

    condition = asked(request.data, layer)    # of `filter`, `filter_lang`, `filter_crs`; or None
    with evaluating(tx, condition):           # what only the rows can tell is a BadFilter too
        tx.execute(select(...).where(condition))

`asked` is `parse` (text or JSON to CQL2 JSON) and `compile_filter` (to a condition on a table).

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
