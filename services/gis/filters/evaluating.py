"""What only the rows can tell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from services.gis.filters.domain import BadFilter, bad, shown

_OF_DATA = "22"  # SQLSTATE class: overflow, a root of a negative number …
_OF_GEOMETRY = "XX000"  # GEOS and PROJ, through PostGIS


@contextmanager
def evaluating() -> Iterator[None]:
    """Turn PostgreSQL's complaint about a value into BadFilter.

    A filter may be right for a layer and yet fail on one of its features: 10 ^ population is more
    than any number holds. Other errors pass.
    """
    try:
        yield
    except DBAPIError as error:
        raise _translated(error) from error


def _translated(error: DBAPIError) -> BadFilter | DBAPIError:
    state = getattr(error.orig, "pgcode", None) or ""
    if not state.startswith(_OF_DATA) and state != _OF_GEOMETRY:
        return error
    said = str(error.orig).strip().splitlines()[0]
    return bad((), f"can't be worked out for a feature of the layer: {shown(said)}")
