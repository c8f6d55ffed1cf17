"""A ZIP is unpacked under names of ours, one layer of it, within bounds."""

from __future__ import annotations

import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from services.gis.files.apart.wrong import Wrong

MOST_MEMBERS, MOST_BYTES = 1000, 1 << 30
CHUNK = 1 << 20
NEEDED = (".shx", ".dbf")  # besides .shp
SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")
ALONE = (".kml", ".geojson", ".json", ".geojsonl", ".ndjson", ".gpkg", ".fgb", ".csv")


def unpack(path: Path) -> Path:
    """Return the file with the features, unpacked beside the ZIP; raises Wrong."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _unpack(archive, path.parent)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise Wrong("zip-damaged", "the ZIP is damaged, encrypted or can't be unpacked") from None


def _unpack(archive: zipfile.ZipFile, folder: Path) -> Path:
    members = [one for one in archive.infolist() if not one.is_dir()]
    _check(members)
    wanted = [one for one in members if not _is_hidden(one.filename)]
    shapes = [one for one in wanted if one.filename.lower().endswith(".shp")]
    alone = [one for one in wanted if PurePosixPath(one.filename.lower()).suffix in ALONE]
    if len(shapes) > 1 or (not shapes and len(alone) > 1):
        alone = [one for one in alone if one.filename == "doc.kml"]
        if shapes or not alone:
            raise Wrong("zip-several", "the ZIP holds several layers: send one at a time")
    if shapes:
        return _shapefile(archive, wanted, shapes[0], folder)
    if not alone:
        raise Wrong("zip-nothing", "the ZIP holds no .shp, .kml, .geojson, .gpkg, .fgb or .csv")
    return _extract(archive, alone[0], folder / "inner")


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)


def _check(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise Wrong("zip-too-large", f"the ZIP has more than {MOST_MEMBERS} files")
    if sum(one.file_size for one in members) > MOST_BYTES:
        raise Wrong("zip-too-large", f"unpacked, the ZIP has more than {MOST_BYTES >> 20} MB")
    for one in members:
        path = PurePosixPath(one.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
            raise Wrong("zip-path", f"a path leads out of the ZIP: {one.filename[:80]!r}")
        if stat.S_ISLNK(one.external_attr >> 16):
            raise Wrong("zip-path", f"the ZIP holds a link: {one.filename[:80]!r}")


def _shapefile(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], shape: zipfile.ZipInfo, folder: Path
) -> Path:
    stem = shape.filename[:-4].lower()
    parts = {
        one.filename.lower().removeprefix(stem): one
        for one in members
        if one.filename.lower().startswith(f"{stem}.")
    }
    missing = [suffix for suffix in NEEDED if suffix not in parts]
    if missing:
        raise Wrong("shapefile-incomplete", f"the shapefile lacks its {' and '.join(missing)}")
    for suffix in SHAPEFILE:
        if suffix in parts:
            _extract(archive, parts[suffix], folder / f"data{suffix}")
    return folder / "data.shp"


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> Path:
    """Unpack one file, and no more of it than its entry says."""
    size = 0
    with archive.open(member) as packed, target.open("wb") as file:
        while part := packed.read(CHUNK):
            size += len(part)
            if size > min(member.file_size, MOST_BYTES):
                raise Wrong("zip-too-large", "the ZIP unpacks to more than it says")
            file.write(part)
    return target
