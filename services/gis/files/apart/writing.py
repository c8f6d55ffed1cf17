"""Features of a layer as a file of one of GDAL's formats; rows come as COPY gives them."""

from __future__ import annotations

import contextlib
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
from pyogrio.errors import DataSourceError

from services.gis.files.apart.wrong import Wrong

_ESCAPE = re.compile(r"\\([\\tnrbfv])")
_MEANT = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "\\": "\\"}
NULL = "\\N"
SHAPEFILE = "ESRI Shapefile"
OPTIONS = {
    "GeoJSON": {"RFC7946": "NO", "COORDINATE_PRECISION": 15, "WRITE_NAME": "NO"},
    "GeoJSONSeq": {"COORDINATE_PRECISION": 15},
}


def write(plan: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Write `out.<suffix>`; rows are geometry as hexadecimal WKB, then a column for each field."""
    lines = [line.split("\t") for line in _lines(folder / "rows")]
    shapes = np.array([_wkb(line[0]) for line in lines], dtype=object)
    fields = plan["fields"]
    pairs = [_column([line[1 + n] for line in lines], one["kind"]) for n, one in enumerate(fields)]
    path = folder / f"out.{plan['suffix']}"
    options = OPTIONS.get(plan["driver"], {})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # long names of a shapefile are cut, which is known
            pyogrio.raw.write(
                str(path),
                shapes,
                [values for values, _ in pairs],
                np.array([one["name"] for one in fields], dtype=object),
                field_mask=[mask for _, mask in pairs],
                layer=None if plan["driver"] == SHAPEFILE else plan["name"],
                driver=plan["driver"],
                geometry_type=_type(plan["geometry_type"]),
                crs=plan["crs"],
                encoding="UTF-8" if plan["driver"] == SHAPEFILE else None,
                layer_options=options,
            )
    except (DataSourceError, ValueError, RuntimeError) as error:
        reason = str(error).replace(str(folder), "")[:200]
        raise Wrong("not-writable", f"this format can't hold the layer: {reason}") from None
    made = _packed(path) if plan["driver"] == SHAPEFILE else path
    return {"file": made.name, "features": len(lines)}


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield line.rstrip("\n")


def _wkb(text: str) -> bytes | None:
    return None if text == NULL else bytes.fromhex(text)


def _type(name: str) -> str:
    return "Unknown" if name == "Geometry" else name


def _column(texts: list[str], kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the values of a field, and which of them are null."""
    null = np.array([one == NULL for one in texts], dtype=bool)
    if kind == "integer":
        return np.array([0 if one == NULL else int(one) for one in texts], dtype=np.int64), null
    if kind == "number":
        return np.array([0 if one == NULL else float(one) for one in texts], dtype=float), null
    if kind == "boolean":
        return np.array([one == "t" for one in texts], dtype=bool), null
    if kind == "date":
        return np.array(["NaT" if one == NULL else one for one in texts], "datetime64[D]"), null
    found = np.empty(len(texts), dtype=object)
    found[:] = [None if one == NULL else _ESCAPE.sub(lambda m: _MEANT[m[1]], one) for one in texts]
    return found, null


def _packed(path: Path) -> Path:
    target = path.with_name("out.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(path.parent.glob("out.*")):
            if part != target:
                with contextlib.suppress(FileNotFoundError):
                    archive.write(part, part.name.replace("out.", f"{path.stem}.", 1))
    return target
