"""Photos in a bucket of an S3-compatible store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import urllib3
from minio import Minio
from minio.error import MinioException, S3Error

from libs.photos.stores import Kept, NotKept, StoreUnavailable, hash_in, name_of

SECONDS = urllib3.Timeout(connect=3, read=10)


class S3Store:
    """A bucket of an S3-compatible store, which is there already."""

    def __init__(self, url: str, access_key: str, secret_key: str, namespace: str = "") -> None:
        """`url` is `https://host:port/bucket`; names begin with the namespace."""
        self._before = f"{namespace}/" if namespace else ""
        parts = urlsplit(url)
        self._bucket = parts.path.strip("/")
        self._client = Minio(
            parts.netloc,
            access_key=access_key,
            secret_key=secret_key,
            secure=parts.scheme == "https",
            http_client=urllib3.PoolManager(
                timeout=SECONDS, maxsize=10, retries=urllib3.Retry(total=2, backoff_factor=0.2)
            ),
        )

    def put(self, kind: str, sha256: str, data: bytes) -> None:
        if not self.has(kind, sha256):
            name = self._before + name_of(kind, sha256)
            _ask(self._client.put_object, self._bucket, name, BytesIO(data), len(data))

    def get(self, kind: str, sha256: str) -> bytes:
        name = self._before + name_of(kind, sha256)
        answer = _ask(self._client.get_object, self._bucket, name)
        try:
            return bytes(answer.read())
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise StoreUnavailable(f"the store of photos: {type(error).__name__}") from error
        finally:
            answer.close()
            answer.release_conn()

    def has(self, kind: str, sha256: str) -> bool:
        try:
            _ask(self._client.stat_object, self._bucket, self._before + name_of(kind, sha256))
        except NotKept:
            return False
        return True

    def objects(self) -> Iterator[Kept]:
        listed = self._client.list_objects(self._bucket, self._before or None, recursive=True)
        for one in _ask(list, listed):
            name = one.object_name.removeprefix(self._before)
            sha256 = hash_in(name)
            if sha256 is not None:
                yield Kept(name, sha256, one.last_modified)

    def remove(self, name: str) -> None:
        _ask(self._client.remove_object, self._bucket, self._before + name)


def _ask(call: Callable[..., Any], *args: Any) -> Any:
    try:
        return call(*args)
    except S3Error as error:
        raise _meaning(error, str(args[-1])) from error
    except (MinioException, urllib3.exceptions.HTTPError, OSError) as error:
        raise StoreUnavailable(f"the store of photos: {type(error).__name__}") from error


def _meaning(error: S3Error, what: str) -> NotKept | StoreUnavailable:
    if error.code in ("NoSuchKey", "NoSuchObject"):
        return NotKept(what)
    return StoreUnavailable(f"the store of photos: {error.code}")
