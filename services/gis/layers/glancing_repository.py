"""One feature in one round trip, by a descriptor that this process knows already.

Most of what a single feature costs is asking whether its layer is still what it was, and BEGIN and
COMMIT around two short statements. So one statement brings the feature and the version that its
layer was defined at, and stands for itself; whatever is not plainly so goes the usual way.
"""

from __future__ import annotations

import functools
from typing import Any

import sqlalchemy as sa
from psycopg2.errors import UndefinedColumn, UndefinedTable
from sqlalchemy.engine import Dialect

from libs.kit.db import Database
from libs.kit.principal import Principal
from services.gis.layers import answers
from services.gis.layers.builtin import BUILTIN
from services.gis.layers.crs import Crs
from services.gis.layers.domain import Layer, readable
from services.gis.layers.features_repository import key_value
from services.gis.layers.repository import known
from services.gis.layers.statements import columns
from services.gis.layers.tables import catalogue, inside, table

KEY = "key_"


def feature(db: Database, layer_id: Any, feature_id: str, who: Principal, crs: Crs) -> bytes | None:
    """Return the feature as `get_feature` does; None where the usual way has to tell.

    That is for a layer that is not known here, or is another one by now, for a feature that is not
    there, and for whoever may not read it.
    """
    layer = known(db.engine, layer_id)
    if layer is None or not readable(layer, who):
        return None
    text, values = _statement(layer, who.area, crs, db.engine.dialect)
    try:
        row = db.glance(text, {**values, KEY: key_value(layer, feature_id)})
    except (UndefinedTable, UndefinedColumn):  # the layer was deleted or changed meanwhile
        return None
    if row is None or row[0] != layer.version:
        return None
    return answers.feature(row[1:], answers.names(layer, None))


@functools.lru_cache(maxsize=1000)
def _statement(layer: Layer, area: str, crs: Crs, dialect: Dialect) -> tuple[str, dict[str, Any]]:
    """Return the driver's SQL and its values, but for the key; made once."""
    defined: Any = sa.literal(layer.version)
    if layer.id not in BUILTIN:
        mine = (catalogue.c.id == layer.id) & catalogue.c.definition.is_not(None)
        defined = sa.select(catalogue.c.defined).where(mine).scalar_subquery()
    shown = columns(layer, answers.names(layer, None), crs)
    picked = table(layer).c[layer.key] == sa.bindparam(KEY)
    query = sa.select(defined, *shown).where(picked, *inside(layer, area))
    made = query.compile(dialect=dialect)
    return str(made), dict(made.params)
