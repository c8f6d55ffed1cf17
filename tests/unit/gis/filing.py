"""Files as strangers send them, and the process that reads them."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely

from services.gis.files import process

PLAN = {"task": "read", "timezone": "Asia/Jakarta", "region": [105.0, -12.0, 116.0, -1.0]}


def read(data: bytes, **plan: Any) -> tuple[dict[str, Any], list[list[str]]]:
    """Return the head, and the rows that the process left."""
    with process.folder() as place:
        (place / "upload").write_bytes(data)
        head = process.run(place, PLAN | plan)
        lines = [
            line.split("\t")
            for number in range(head["chunks"])
            for line in (place / f"rows-{number}").read_text("utf-8").split("\n")[:-1]
        ]
    return head, lines


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def point(x: float = 110.5, y: float = -7.1, *more: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [x, y, *more]}


def geojson(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def packed(**files: bytes) -> bytes:
    """Return a ZIP; `__` in a name stands for a point."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "."), data)
    return out.getvalue()


def written(folder: Path, called: str, driver: str, shapes: list[Any], **fields: list[Any]) -> Path:
    """Write a file by GDAL, in UTM zone 49 South where the driver keeps a system."""
    path = folder / called
    columns = [
        np.array(values, dtype=object if isinstance(values[0], str) else None)
        for values in fields.values()
    ]
    crs = "EPSG:4326" if driver in ("LIBKML", "GeoJSON") else "EPSG:32749"
    pyogrio.raw.write(
        str(path),
        np.array([one and shapely.to_wkb(one) for one in shapes], dtype=object),
        columns,
        np.array(list(fields), dtype=object),
        driver=driver,
        geometry_type=shapes[0].geom_type,
        crs=crs,
    )
    return path


def codes(head: dict[str, Any]) -> dict[str, int]:
    return dict(head["problems"]["counts"])
