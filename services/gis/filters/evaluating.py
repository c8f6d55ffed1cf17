"""What only the rows can tell, and how long they may take to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from libs.kit import session
from services.gis.filters.domain import MOST_SECONDS, BadFilter, bad, shown

_OF_DATA = "22"  # SQLSTATE class: overflow, a root of a negative number …
_OF_GEOMETRY = "XX000"  # GEOS and PROJ, through PostGIS
_CANCELLED = "57014"


@contextmanager
def evaluating(
    tx: Connection, condition: sa.ColumnElement[bool] | None, seconds: float = MOST_SECONDS
) -> Iterator[None]:
    """Run statements with a filter's condition (None: no filter), each for so many seconds at most.

    A filter may be right for a layer and yet fail on one of its features, as 10 ^ population is
    more than any number holds; and one may be so costly that nobody waits for its answer, such as
    one that draws a circle around each feature. Either is a BadFilter. Other errors pass.
    """
    if condition is None:
        yield
        return
    milliseconds = round(seconds * 1000)
    if not session.bound(tx, milliseconds):
        tx.execute(sa.select(sa.func.set_config("statement_timeout", f"{milliseconds}", True)))
    try:
        yield
    except DBAPIError as error:
        raise _translated(error) from error


def _translated(error: DBAPIError) -> BadFilter | DBAPIError:
    state = getattr(error.orig, "pgcode", None) or ""
    if state == _CANCELLED:
        return bad((), "takes too long on this layer; ask for a smaller part of it")
    if not state.startswith(_OF_DATA) and state != _OF_GEOMETRY:
        return error
    said = str(error.orig).strip().splitlines()[0]
    return bad((), f"can't be worked out for a feature of the layer: {shown(said)}")
