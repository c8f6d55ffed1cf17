"""Where the bytes of photos are kept: a folder, or an S3-compatible store. Written once, by hash.

A key is `kind/sha256`: `original` is the evidence, `full` and `thumb` are made of it and can be
made again. What is kept under a key never changes, so that keeping it again does nothing.
"""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from libs.kit.errors import NotFound, Unavailable
from libs.photos.settings import PhotoSettings

ORIGINAL, FULL, THUMB = "original", "full", "thumb"
_OBJECT = re.compile(r"(original|full|thumb)/[0-9a-f]{2}/[0-9a-f]{2}/([0-9a-f]{64})")
_PARTIAL = re.compile(r".*/\.[0-9a-f]{32}\.part")


class StoreUnavailable(Unavailable):
    slug, title = "photo-store-unavailable", "The store of photos does not answer"


class NotKept(NotFound):
    slug, title = "photo-file-missing", "The photo's file is not in the store"


@dataclass(frozen=True)
class Kept:
    """An object of the store; `sha256` is None for what a broken write left behind."""

    name: str
    sha256: str | None
    at: datetime


class Store(Protocol):
    """Every method raises StoreUnavailable when the store can't do it now."""

    def put(self, kind: str, sha256: str, data: bytes) -> None:
        """Keep the bytes; once this returns they survive a power cut."""

    def get(self, kind: str, sha256: str) -> bytes:
        """Return the bytes; raises NotKept."""

    def has(self, kind: str, sha256: str) -> bool: ...

    def objects(self) -> Iterator[Kept]: ...

    def remove(self, name: str) -> None: ...


def of(
    settings: PhotoSettings, apart: Callable[..., Any] | None = None, namespace: str = ""
) -> Store:
    """Return the store of the settings; `apart` is as for FileStore.

    What is kept in one namespace is not seen in another.
    """
    if not settings.photos_s3_url:
        return FileStore(settings.photos_dir / namespace, apart or at_once)
    # What it needs is a third of a process's start, and memory in each: for whoever has one alone.
    from libs.photos.s3 import S3Store  # noqa: PLC0415

    keys = (settings.photos_s3_access_key, settings.photos_s3_secret_key)
    return S3Store(settings.photos_s3_url, *keys, namespace)


def name_of(kind: str, sha256: str) -> str:
    """Return the object's name; two levels of folders keep each of them small."""
    return f"{kind}/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def hash_in(name: str) -> str | None:
    found = _OBJECT.fullmatch(name)
    return found[2] if found else None


def at_once(work: Callable[..., Any], *args: Any, **named: Any) -> Any:
    """Do it here and now: what a process that need not stay responsive does."""
    return work(*args, **named)


class FileStore:
    """Files below a folder. `apart` runs what blocks, such as fsync, beside other requests."""

    def __init__(self, folder: Path, apart: Callable[..., Any] = at_once) -> None:
        self._folder, self._apart = folder, apart

    def put(self, kind: str, sha256: str, data: bytes) -> None:
        self._do(self._write, self._folder / name_of(kind, sha256), data)

    def get(self, kind: str, sha256: str) -> bytes:
        try:
            data: bytes = self._do((self._folder / name_of(kind, sha256)).read_bytes)
        except FileNotFoundError:
            raise NotKept(f"{kind} of {sha256}") from None
        return data

    def has(self, kind: str, sha256: str) -> bool:
        return bool(self._do((self._folder / name_of(kind, sha256)).is_file))

    def objects(self) -> Iterator[Kept]:
        for path in self._folder.rglob("*"):
            name = path.relative_to(self._folder).as_posix()
            sha256 = hash_in(name)
            if path.is_file() and (sha256 or _PARTIAL.fullmatch(name)):
                yield Kept(name, sha256, datetime.fromtimestamp(path.stat().st_mtime, UTC))

    def remove(self, name: str) -> None:
        self._do((self._folder / name).unlink, missing_ok=True)

    def _do(self, work: Callable[..., Any], *args: Any, **named: Any) -> Any:
        try:
            return self._apart(work, *args, **named)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise StoreUnavailable(f"the folder of photos: {error.strerror}") from error

    def _write(self, path: Path, data: bytes) -> None:
        """Write beside the name and rename: under the name stands the whole file or none."""
        if path.is_file() and path.stat().st_size == len(data):
            return
        self._make(path.parent)
        partial = path.with_name(f".{uuid.uuid4().hex}.part")
        try:
            with partial.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
        _sync(path.parent)

    def _make(self, folder: Path) -> None:
        """Make the folder so that its name, too, survives a power cut."""
        if not folder.is_dir():
            if folder != self._folder:
                self._make(folder.parent)
            folder.mkdir(mode=0o750, parents=True, exist_ok=True)
            _sync(folder.parent)


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
