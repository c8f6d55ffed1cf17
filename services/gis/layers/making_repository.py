"""Agency layers are made, changed and deleted: their row in the catalogue and their table.

Of a built-in layer an agency says where it comes from, and the like; what it is stands in code.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.gis.layers import changes, definitions
from services.gis.layers.builtin import BUILTIN
from services.gis.layers.domain import Attribute, BuiltInLayer, Change, Layer, LayerExists
from services.gis.layers.repository import Layers
from services.gis.layers.tables import catalogue, feature_history, table


def create(tx: Connection, layer: Layer) -> Layer:
    """Make an agency layer with an empty table; raises LayerExists. Tells nothing yet.

    Returns the layer as the catalogue has it. Its version is its descriptor's: whoever fills it in
    the same transaction writes rows with that version and tells of the change.
    """
    if layer.id in BUILTIN:
        raise LayerExists(f"{layer.id} is a built-in layer")
    new = pg.insert(catalogue).values(
        id=layer.id, definition=definitions.definition(layer), version=1, defined=1
    )
    following = catalogue.c.version + 1  # an id that is used again goes on where it ended
    made = new.on_conflict_do_update(
        index_elements=["id"],
        set_={
            "definition": new.excluded.definition,
            "version": following,
            "defined": following,
            "changed_at": sa.func.now(),
        },
        where=catalogue.c.definition.is_(None),
    )
    version = tx.execute(made.returning(catalogue.c.version)).scalar_one_or_none()
    if version is None:
        raise LayerExists(f"there is a layer {layer.id}")
    found = definitions.layer(definitions.definition(layer), version)
    table(found).create(tx)
    return found


def change(tx: Connection, before: Layer, after: Layer, who: str) -> int:
    """Give an agency layer another descriptor; attributes may be new, none goes."""
    version = Layers(tx).next_version(before)
    known = {one.column for one in before.attributes}
    for attribute in after.attributes:
        if attribute.column not in known:
            _add_column(tx, after, attribute)
    defined = {"definition": definitions.definition(after), "defined": version}
    tx.execute(catalogue.update().where(catalogue.c.id == before.id).values(**defined))
    changes.tell(tx, Change(after, version, who, "defined"))
    return version


def describe(tx: Connection, before: Layer, after: Layer, who: str) -> int:
    """Keep what is said of a built-in layer, which `Layers.entry` told."""
    version = Layers(tx).next_version(before)
    said = {"definition": definitions.saying(after), "defined": version}
    tx.execute(catalogue.update().where(catalogue.c.id == before.id).values(**said))
    changes.tell(tx, Change(after, version, who, "defined"))
    return version


def _add_column(tx: Connection, layer: Layer, attribute: Attribute) -> None:
    # Nothing else here needs it, and it takes a tenth of the start of a process.
    from alembic.migration import MigrationContext  # noqa: PLC0415
    from alembic.operations import Operations  # noqa: PLC0415

    kept = table(layer)
    column = sa.Column(attribute.column, kept.c[attribute.column].type)
    Operations(MigrationContext.configure(tx)).add_column(kept.name, column)


def delete(tx: Connection, layer: Layer, who: str) -> int:
    """Delete an agency layer with its features and their history; the log stays."""
    version = Layers(tx).next_version(layer)
    gone = {"definition": sa.null(), "defined": version}
    tx.execute(catalogue.update().where(catalogue.c.id == layer.id).values(**gone))
    tx.execute(feature_history.delete().where(feature_history.c.layer == layer.id))
    table(layer).drop(tx)
    changes.tell(tx, Change(layer, version, who, "deleted"))
    return version


def require_agency(layer: Layer) -> None:
    """Raise BuiltInLayer for a layer that stands in code."""
    if layer.id in BUILTIN:
        raise BuiltInLayer(f"{layer.id} is a built-in layer")
