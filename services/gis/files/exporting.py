"""The job that writes a layer's features to a file, as whoever asked may see them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.files.repository import Files
from libs.kit.db import Database
from libs.kit.errors import FieldError, Invalid
from libs.kit.jobs import Job, Progress
from libs.kit.principal import Principal
from services.gis import filters
from services.gis.files import process, sheets
from services.gis.files.domain import FORMATS
from services.gis.layers import messages
from services.gis.layers.crs import KNOWN, WGS84
from services.gis.layers.domain import Layer, require_readable
from services.gis.layers.features_repository import Features
from services.gis.layers.messages import Query
from services.gis.layers.repository import Layers
from services.gis.layers.tables import table

SRIDS = {f"EPSG:{one.srid}": one.srid for one in KNOWN.values()}
ASKED = (
    "layer",
    "area",
    "bbox",
    "bbox_crs",
    "datetime",
    "filter",
    "filter_lang",
    "filter_crs",
    "properties",
    "fields",
)
FETCH = 2_000
MOST_FEATURES = 1_000_000


def plan(tx: Connection, data: dict[str, Any], who: Principal) -> dict[str, Any]:
    """Check what is asked for; returns what the job needs. Raises Invalid, Forbidden."""
    asked = {name: data[name] for name in ASKED if data.get(name) is not None}
    form, crs = data.get("format", "geojson"), data.get("crs") or f"EPSG:{WGS84}"
    if form not in FORMATS:
        raise Invalid("no such format", (FieldError("f", f"needs one of {', '.join(FORMATS)}"),))
    if crs not in SRIDS or (form == "kml" and SRIDS[crs] != WGS84):
        raise Invalid("no such CRS", (FieldError("crs", "is not one that this format takes"),))
    _query(tx, asked, who)
    return asked | {"format": form, "crs": crs}


def _query(
    tx: Connection, asked: dict[str, Any], who: Principal
) -> tuple[Layer, Query, sa.ColumnElement[bool] | None]:
    layer = Layers(tx).get(asked.get("layer"))
    require_readable(layer, who)
    told = {name: value for name, value in asked.items() if name in ASKED}
    return layer, messages.parse_query(told, layer, who), filters.asked(told, layer)


def export(db: Database, job: Job, progress: Progress) -> str:
    """Write the file; it is then `ready` with how many parts and features it has."""
    with db.begin() as tx:
        kept = Files(tx).get(job.arguments["file"], job.principal)
    with process.folder() as place:
        with db.begin() as tx:
            layer, query, more = _query(tx, kept.plan, job.principal)
            written = _written(tx, Export(layer, query, more, kept.plan, progress), place)
        with db.begin() as tx:
            parts = Files(tx).save(kept.id, place / written["file"])
            found = {"parts": parts, "features": written["features"], "format": kept.plan["format"]}
            Files(tx).set(kept.id, state="ready", found=found)
    return f"{written['features']} features written"


class Export:
    """A layer's features as they are asked for, in the order of their keys."""

    def __init__(
        self,
        layer: Layer,
        query: Query,
        more: sa.ColumnElement[bool] | None,
        asked: dict[str, Any],
        progress: Progress,
    ) -> None:
        self.layer, self._query, self._more, self._progress = layer, query, more, progress
        self.format, self.crs = str(asked["format"]), str(asked["crs"])
        wanted = query.fields
        self.attributes = [one for one in layer.attributes if wanted is None or one.name in wanted]

    def rows(self, tx: Connection, geometry: str) -> Iterator[Any]:
        """Return (key, geometry, values …); the geometry as `wkb` (hexadecimal) or `wkt`."""
        features, kept = Features(tx, self.layer), table(self.layer)
        shape: Any = kept.c[self.layer.geometry]
        if SRIDS[self.crs] != WGS84:
            shape = sa.func.ST_Transform(shape, SRIDS[self.crs])
        shown: dict[str, Any] = {
            "wkb": sa.func.encode(sa.func.ST_AsBinary(shape, type_=sa.LargeBinary), "hex"),
            "wkt": sa.func.ST_AsText(shape, 15, type_=sa.Text),
        }
        key = kept.c[self.layer.key]
        columns = [kept.c[one.column] for one in self.attributes]
        query = sa.select(key.label("key_"), shown[geometry].label("shape_"), *columns)
        query = query.where(*features.matching(self._query, self._more)).order_by(key)
        found = tx.execution_options(stream_results=True).execute(query.limit(MOST_FEATURES))
        done = 0
        with filters.evaluating(tx, self._more):
            for part in found.partitions(FETCH):
                yield from part
                done += len(part)
                self._progress(done, None, "writing features")


def _written(tx: Connection, made: Export, place: Path) -> dict[str, Any]:
    if made.format in sheets.WRITERS:
        return sheets.write(tx, made, place)
    driver, suffix, _ = FORMATS[made.format]
    if made.layer.geometry_type == "Geometry" and made.format == "shapefile":
        text = "holds one kind of geometry, and this layer has several"
        raise Invalid("not writable", (FieldError("f", text),))
    fields = [{"name": one.name, "kind": one.kind} for one in made.attributes]
    told = {"task": "write", "driver": driver, "fields": fields, "name": made.layer.id}
    told |= {"suffix": "shp" if suffix == "zip" else suffix, "crs": made.crs}
    told |= {"geometry_type": made.layer.geometry_type}
    sheets.rows(tx, made, place / "rows")
    return process.run(place, told)
