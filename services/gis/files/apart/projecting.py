"""Positions into degrees, longitude first, by the GDAL that pyogrio brings with it.

pyogrio has no call for it, so GDAL's own C functions (OSR and OCT, stable since GDAL 3) are asked.
"""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

import numpy as np

from services.gis.files.apart.wrong import Wrong

TRADITIONAL = 0  # OAMS_TRADITIONAL_GIS_ORDER: easting or longitude first, as drivers give them
DEGREES = ("EPSG:4326", "EPSG:4979", "OGC:CRS84", "OGC:CRS84H")
_P = ctypes.c_void_p


def _library() -> Any:
    """Return the GDAL that this process has loaded already."""
    lines = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    name = next(line.split()[-1] for line in lines if "libgdal" in line)
    gdal = ctypes.CDLL(name)
    gdal.OSRNewSpatialReference.restype = _P
    gdal.OSRNewSpatialReference.argtypes = [ctypes.c_char_p]
    gdal.OSRSetFromUserInput.argtypes = [_P, ctypes.c_char_p]
    gdal.OSRSetAxisMappingStrategy.argtypes = [_P, ctypes.c_int]
    gdal.OCTNewCoordinateTransformation.restype = _P
    gdal.OCTNewCoordinateTransformation.argtypes = [_P, _P]
    gdal.OCTTransformEx.argtypes = [_P, ctypes.c_int, _P, _P, _P, _P]
    return gdal


class Projection:
    """From a file's system into degrees; `plain` where it is degrees already."""

    def __init__(self, crs: str) -> None:
        self.plain = crs in DEGREES
        if not self.plain:
            self._gdal = _library()
            self._made = self._gdal.OCTNewCoordinateTransformation(
                self._system(crs), self._system("EPSG:4326")
            )
            if not self._made:
                raise Wrong("crs-unknown", f"positions can't be brought from {crs[:80]} to degrees")

    def _system(self, crs: str) -> Any:
        system = self._gdal.OSRNewSpatialReference(None)
        if self._gdal.OSRSetFromUserInput(system, crs.encode()) != 0:
            raise Wrong("crs-unknown", f"{crs[:80]!r} is no coordinate reference system")
        self._gdal.OSRSetAxisMappingStrategy(system, TRADITIONAL)
        return system

    def __call__(self, positions: np.ndarray) -> np.ndarray:
        """Return positions (n, 2) in degrees; what has no place there is not finite."""
        x, y = (np.ascontiguousarray(positions[:, axis], dtype=float).copy() for axis in (0, 1))
        good = np.zeros(len(x), dtype=np.int32)
        self._gdal.OCTTransformEx(
            self._made, len(x), x.ctypes.data, y.ctypes.data, None, good.ctypes.data
        )
        moved = np.column_stack([x, y])
        moved[good == 0] = np.nan
        return moved
