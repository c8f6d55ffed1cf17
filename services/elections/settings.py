"""What the elections service reads besides the kit's settings."""

from __future__ import annotations

from dataclasses import dataclass

from libs.kit.settings import OfRegion, field, service
from libs.photos.settings import PhotoSettings

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


@dataclass(frozen=True)
class Settings(PhotoSettings):
    """The keys that sign the log and hide identities, besides where photos are kept."""

    audit_key: str = field(
        "KENDALI_AUDIT_KEY", _pem, "Ed25519 private key (PEM) that signs the audit log's roots"
    )
    identity_key: bytes = field(
        "KENDALI_IDENTITY_KEY", _key, "key of the hashes that stand for NIK and phone numbers"
    )
    issuer: str = field(
        "KENDALI_ISSUER",
        str,
        "who issues the published results, as downloads name it",
        OfRegion("title"),
    )
    sipol_url: str = field(
        "KENDALI_SIPOL_URL", service, "party-membership service that is asked; none = off", ""
    )
