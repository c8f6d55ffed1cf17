"""A file's features, batch by batch: repaired, typed, and written as rows for COPY."""

from __future__ import annotations

import warnings
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyogrio.raw
import shapely
from pyogrio.errors import DataSourceError

from services.gis.files.apart import values
from services.gis.files.apart.geometries import FAMILIES, Geometries, layer_type, promoted
from services.gis.files.apart.sniffing import Source
from services.gis.files.apart.values import Field
from services.gis.files.apart.wrong import Wrong

BATCH, CHUNK = 50_000, 5_000  # features
MOST_FEATURES, MOST_FIELDS = 1_000_000, 200
MOST_PROBLEMS, MOST_PER_CODE = 1000, 200
MOST_VALUES, SAMPLE = 20, 5
TEXTS = ("csv", "kml")  # formats that know texts only: kinds are inferred
SAID = ("Name", "description")  # of KML, which are texts
DRAWING = {  # of every KML, which tell how Google Earth draws
    *("timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility"),
    *("drawOrder", "icon", "snippet"),
}


class File:
    """Reads one layer of the file into `rows-<number>` in the folder."""

    def __init__(self, source: Source, plan: dict[str, Any], folder: Path) -> None:
        self._source, self._plan, self._folder = source, plan, folder
        self._reader = values.Reader(plan["timezone"])
        self._problems: list[dict[str, Any]] = []
        self._counts: Counter[str] = Counter()
        self._broken: set[int] = set()
        self._values: dict[str, Counter[str] | None] = {}
        self._keys: set[Any] = set()
        self._box: list[float] = []
        self._lines: list[str] = []
        self._chunks = 0

    def read(self) -> dict[str, Any]:
        """Read all of it; returns what is known of the file. Raises Wrong."""
        table = self._table()
        info = self._asked(pyogrio.read_info, layer=table)
        crs = self._plan.get("crs") or info["crs"] or self._usual()
        fields = self._fields(info, table)
        geometries = Geometries(crs, self._plan["region"], self._plan.get("geometry_type"))
        total = self._batches(table, fields, geometries)
        if not total:
            raise Wrong("file-empty", "the file has no features")
        self._flush(last=True)
        made = layer_type(geometries.types)
        if self._plan.get("geometry_type") is None and made.startswith("Multi"):
            self._promote(FAMILIES.index(made.removeprefix("Multi")))
        return self._head(total, crs, fields, made)

    def _head(
        self, total: int, crs: str, fields: list[Field], geometry_type: str
    ) -> dict[str, Any]:
        attributes = [
            {"name": one.name, "kind": one.kind, "values": self._told(one.name)} for one in fields
        ]
        known = {"format": self._source.format, "crs": crs[:200], "features": total}
        counts = dict(self._counts) | (
            {"network-link": self._source.network_links} if self._source.network_links else {}
        )
        return known | {
            "taken": total - len(self._broken),
            "broken": len(self._broken),
            "geometry_type": geometry_type,
            "attributes": attributes,
            "problems": {"counts": counts, "items": self._problems},
            "bbox": self._box or None,
            "chunks": self._chunks,
        }

    def _told(self, name: str) -> list[str] | None:
        found = self._values.get(name)
        return sorted(found) if found else None

    # ---- what is in the file

    def _asked(self, ask: Any, **options: Any) -> Any:
        """Ask pyogrio; what GDAL finds unreadable is Wrong, what it merely minds is not told."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ask(str(self._source.path), **self._source.options, **options)
        except (DataSourceError, UnicodeDecodeError, ValueError, RuntimeError) as error:
            reason = str(error).replace(str(self._folder), "")[:200]
            raise Wrong("file-unreadable", f"the file can't be read: {reason}") from None

    def _table(self) -> str:
        listed = self._asked(lambda path, **_: pyogrio.list_layers(path))
        names = [
            str(name) for name, kind in listed.tolist() if kind or self._source.format == "csv"
        ]
        wanted = self._plan.get("table")
        if wanted is not None and wanted not in names:
            raise Wrong("no-such-table", f"the file has no layer {wanted[:80]!r}")
        if len(names) > 1 and wanted is None:
            names = [
                name
                for name in names
                if self._asked(pyogrio.read_info, layer=name, force_feature_count=True)["features"]
            ]
        if not names:
            raise Wrong("file-empty", "the file has no layer with geometries")
        if len(names) > 1 and wanted is None:
            told = ", ".join(names)[:300]
            raise Wrong("several-tables", f"the file has several layers, name one: {told}")
        return str(wanted or names[0])

    def _usual(self) -> str:
        if self._source.format in ("csv", "kml", "geojson", "geojsonseq"):
            return "OGC:CRS84"
        raise Wrong("crs-missing", "the file does not say its coordinate reference system: name it")

    def _fields(self, info: dict[str, Any], table: str) -> list[Field]:
        triples = zip(info["fields"], info["ogr_types"], info["ogr_subtypes"], strict=True)
        kinds = {str(name): values.kind(one, sub) for name, one, sub in triples}
        if self._source.format == "kml":
            kinds = {name: kind for name, kind in kinds.items() if name not in DRAWING}
        kinds = {name: kind for name, kind in kinds.items() if kind is not None}
        if len(kinds) > MOST_FIELDS:
            raise Wrong("too-many-fields", f"the file has more than {MOST_FIELDS} attributes")
        known = self._plan.get("attributes")
        if known is None:
            if self._source.format in TEXTS and not self._plan.get("texts"):
                said = [name for name, kind in kinds.items() if kind == "text"]
                kinds |= self._inferred([name for name in said if name not in SAID], table)
            return [Field(name, str(kind)) for name, kind in kinds.items()]
        return self._known(kinds, known)

    def _known(self, kinds: dict[str, Any], known: list[dict[str, Any]]) -> list[Field]:
        """Return the layer's attributes that the file has; one it does not have is a problem."""
        by_name = {one["name"]: one for one in known}
        for name in kinds.keys() - by_name.keys():
            self._note(0, "unknown-attribute", f"{name}: the layer has no such attribute", None)
        for name, one in by_name.items():
            if one["required"] and name not in kinds:
                raise Wrong("attribute-missing", f"the file lacks {name!r}, which is needed")
        key = self._plan.get("key")
        if key is not None and key not in kinds:
            raise Wrong("attribute-missing", f"the file lacks the key {key!r}")
        return [
            Field(name, one["kind"], frozenset(one["codes"]), one["required"])
            for name, one in by_name.items()
            if name in kinds
        ]

    def _inferred(self, names: list[str], table: str) -> dict[str, Any]:
        columns = self._asked(pyogrio.raw.read, layer=table, read_geometry=False)
        by_name = dict(zip(columns[0]["fields"].tolist(), columns[3], strict=True))
        return {
            name: values.inferred(one for one in by_name[name].tolist() if one) for name in names
        }

    # ---- batches

    def _batches(self, table: str, fields: list[Field], geometries: Geometries) -> int:
        start, names = 0, [one.name for one in fields]
        while True:
            meta, _, shapes, columns = self._asked(
                pyogrio.raw.read,
                layer=table,
                columns=names,
                skip_features=start,
                max_features=BATCH,
                datetime_as_string=True,
            )
            if shapes is None:
                raise Wrong("file-empty", "the file has no geometries")
            by_name = dict(zip(meta["fields"].tolist(), columns, strict=True))
            self._batch(start, shapes, [by_name[one.name] for one in fields], fields, geometries)
            start += len(shapes)
            if start > MOST_FEATURES:
                raise Wrong("too-many-features", f"the file has more than {MOST_FEATURES} features")
            if len(shapes) < BATCH:
                return start

    def _batch(
        self,
        start: int,
        wkb: np.ndarray,
        columns: list[Any],
        fields: list[Field],
        geometries: Geometries,
    ) -> None:
        def report(row: int, code: str, message: str, refused: bool) -> None:
            self._note(start + row + 1, code, message, refused)

        shapes, good = geometries.take(wkb, report)
        read = []
        for field, column in zip(fields, columns, strict=True):
            if self._source.format in TEXTS and field.kind != "text":
                column[column == ""] = None
            read.append(
                self._reader.column(
                    column, field, lambda row, text: report(row, "attribute", text, refused=True)
                )
            )
        self._check_keys(start, fields, read)
        for row in range(len(wkb)):
            good[row] &= start + row + 1 not in self._broken
        self._count_values(fields, read)
        self._rows(start, shapes, [values.copied(one) for one in read], np.flatnonzero(good))

    def _check_keys(self, start: int, fields: list[Field], read: list[Any]) -> None:
        key = self._plan.get("key")
        place = next((n for n, one in enumerate(fields) if one.name == key), None)
        for row, value in enumerate([] if place is None else read[place]):
            if value is None:
                self._note(start + row + 1, "no-key", f"{key}: is empty", refused=True)
            elif value in self._keys:
                self._note(
                    start + row + 1, "key-twice", f"{key}: {value!r} is there twice", refused=True
                )
            self._keys.add(value)

    def _count_values(self, fields: list[Field], read: list[Any]) -> None:
        """Keep a text's different values as long as they are few: it may be a list of codes."""
        for field, column in zip(fields, read, strict=True):
            known = self._values.setdefault(field.name, Counter())
            if field.kind != "text" or known is None:
                continue
            known.update({one for one in column if one is not None})
            if len(known) > MOST_VALUES:
                self._values[field.name] = None

    # ---- rows: number, geometry, point on it, attributes

    def _rows(self, start: int, shapes: np.ndarray, columns: list[Any], rows: np.ndarray) -> None:
        kept = shapes[rows]
        wkb = shapely.to_wkb(shapely.set_srid(kept, 4326), hex=True, include_srid=True)
        points = shapely.point_on_surface(kept)
        x, y = shapely.get_x(points).tolist(), shapely.get_y(points).tolist()
        if len(kept):
            self._widen(shapely.total_bounds(kept).tolist())
        for place, row in enumerate(rows.tolist()):
            shape = values.NULL if wkb[place] is None else wkb[place]
            head = (str(start + row + 1), repr(x[place]), repr(y[place]), shape)
            self._lines.append("\t".join((*head, *(column[row] for column in columns))))
            if len(self._lines) == CHUNK:
                self._flush()

    def _widen(self, box: list[float]) -> None:
        if np.isfinite(box).all():
            old = self._box or box
            self._box = [*map(min, old[:2], box[:2]), *map(max, old[2:], box[2:])]

    def _flush(self, *, last: bool = False) -> None:
        if self._lines or (last and not self._chunks):
            text = "".join(f"{line}\n" for line in self._lines)
            self._chunk(self._chunks).write_bytes(text.encode())
            self._chunks += 1
            self._lines.clear()

    def _chunk(self, number: int) -> Path:
        return self._folder / f"rows-{number}"

    def _promote(self, family: int) -> None:
        """Make multis of the single geometries of a file that has both."""
        for number in range(self._chunks):
            path = self._chunk(number)
            lines = [line.split("\t", 4) for line in path.read_text("utf-8").split("\n")[:-1]]
            for line in lines:
                shape = None if line[3] == values.NULL else shapely.from_wkb(line[3])
                if shape is not None and not shape.geom_type.startswith("Multi"):
                    [made] = promoted(np.array([shape], dtype=object), family)
                    line[3] = shapely.to_wkb(
                        shapely.set_srid(made, 4326), hex=True, include_srid=True
                    )
            path.write_bytes("".join("\t".join(line) + "\n" for line in lines).encode())

    # ---- problems

    def _note(self, feature: int, code: str, message: str, refused: bool | None) -> None:
        self._counts[code] += 1
        if refused:
            self._broken.add(feature)
        if len(self._problems) < MOST_PROBLEMS and self._counts[code] <= MOST_PER_CODE:
            told = {"feature": feature or None, "code": code, "message": message[:500]}
            self._problems.append(told | {"taken": not refused})
