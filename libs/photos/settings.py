"""What a service reads that keeps photos: a folder, or a bucket of an S3-compatible store."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from libs.kit import settings
from libs.kit.settings import field, url, whole


def _bucket(text: str) -> str:
    if not text:
        return ""
    parts = urlsplit(url("http", "https")(text))
    if not parts.netloc or not re.fullmatch(r"/[a-z0-9][a-z0-9.-]{2,62}/?", parts.path):
        raise ValueError("needs https://host/bucket")
    if "@" in parts.netloc or parts.query:
        raise ValueError("takes no keys in the URL: they have settings of their own")
    return text


@dataclass(frozen=True)
class PhotoSettings(settings.Settings):
    """Where photos are kept, and how many are read at once."""

    photos_dir: Path = field(
        "KENDALI_PHOTOS_DIR", Path, "folder of the photos", Path(".run/photos")
    )
    photos_s3_url: str = field(
        "KENDALI_PHOTOS_S3_URL",
        _bucket,
        "bucket of an S3-compatible store for the photos, instead of the folder",
        "",
    )
    photos_s3_access_key: str = field(
        "KENDALI_PHOTOS_S3_ACCESS_KEY", str, "access key of that store", ""
    )
    photos_s3_secret_key: str = field(
        "KENDALI_PHOTOS_S3_SECRET_KEY", str, "secret key of that store", ""
    )
    photo_readers: int = field(
        "KENDALI_PHOTO_READERS", whole(1, 64), "photos that a process has read at once", 2
    )
