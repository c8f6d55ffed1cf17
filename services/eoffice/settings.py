"""What the e-office reads besides the kit's settings."""

from __future__ import annotations

from dataclasses import dataclass

from libs.kit import settings
from libs.kit.settings import field

KEY_BYTES = 32


def _key(text: str) -> bytes:
    key = bytes.fromhex(text)
    if len(key) not in {0, KEY_BYTES}:
        raise ValueError(f"needs {2 * KEY_BYTES} hexadecimal digits")
    return key


@dataclass(frozen=True)
class Settings(settings.Settings):
    """The key of secret letters; without one nobody writes any."""

    office_key: bytes = field(
        "KENDALI_OFFICE_KEY", _key, "key that secret letters are sealed with; none = none", b""
    )
