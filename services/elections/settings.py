"""What the elections service reads besides the kit's settings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from libs.kit import settings
from libs.kit.settings import field, url, whole

KEY_BYTES = 32


def _key(text: str) -> bytes:
    key = bytes.fromhex(text)
    if len(key) != KEY_BYTES:
        raise ValueError(f"needs {2 * KEY_BYTES} hexadecimal digits")
    return key


def _pem(text: str) -> str:
    if "PRIVATE KEY" not in text:
        raise ValueError("needs a private key in PEM")
    return text


def _bucket(text: str) -> str:
    if not text:
        return ""
    parts = urlsplit(url("http", "https")(text))
    if not parts.netloc or not re.fullmatch(r"/[a-z0-9][a-z0-9.-]{2,62}/?", parts.path):
        raise ValueError("needs https://host/bucket")
    if "@" in parts.netloc or parts.query:
        raise ValueError("takes no keys in the URL: they have settings of their own")
    return text


def _service(text: str) -> str:
    if not text:
        return ""
    parts = urlsplit(url("http", "https")(text))
    if "@" in parts.netloc or parts.query:
        raise ValueError("takes no keys and no query")
    return text


@dataclass(frozen=True)
class Settings(settings.Settings):
    """Where photos are kept, and the keys that sign the log and hide identities."""

    photos_dir: Path = field(
        "KENDALI_PHOTOS_DIR", Path, "folder of the photos of forms", Path(".run/photos")
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
    audit_key: str = field(
        "KENDALI_AUDIT_KEY", _pem, "Ed25519 private key (PEM) that signs the audit log's roots"
    )
    identity_key: bytes = field(
        "KENDALI_IDENTITY_KEY", _key, "key of the hashes that stand for NIK and phone numbers"
    )
    issuer: str = field(
        "KENDALI_ISSUER", str, "who issues the published results, as downloads name it", "Kendali"
    )
    sipol_url: str = field(
        "KENDALI_SIPOL_URL", _service, "party-membership service that is asked; none = off", ""
    )
