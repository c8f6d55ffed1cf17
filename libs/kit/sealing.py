"""Text that is kept sealed: AES-256-GCM by a key of 32 bytes from the settings.

A sealed text is `0x01`, a nonce of 12 bytes, and the ciphertext with its tag. Its place (of which
row it is what) is authenticated with it, so that no row's text can be put in another's.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import Any, ClassVar

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from libs.kit.errors import Unavailable

FORMAT, NONCE_BYTES, KEY_BYTES = b"\x01", 12, 32


class NoSealingKey(Unavailable):
    slug, title = "no-sealing-key", "What is to be sealed needs a key, and none is set"


class WrongSealingKey(Unavailable):
    slug, title = "wrong-sealing-key", "The key does not open what was sealed"


def key(text: str) -> bytes:
    """Read a key of a setting: 64 hexadecimal digits, or nothing; raises ValueError."""
    found = bytes.fromhex(text)
    if len(found) not in {0, KEY_BYTES}:
        raise ValueError(f"needs {2 * KEY_BYTES} hexadecimal digits")
    return found


class Sealer:
    """Seals and opens JSON, and bytes; without a key it does neither.

    `setting` is where its key stands; `absent` and `wrong` are what it raises.
    """

    absent: ClassVar[type[Unavailable]] = NoSealingKey
    wrong: ClassVar[type[Unavailable]] = WrongSealingKey

    def __init__(self, secret: bytes, setting: str) -> None:
        self._cipher = AESGCM(secret) if secret else None
        self._secret, self._setting = secret, setting

    @property
    def has_key(self) -> bool:
        return self._cipher is not None

    def seal(self, value: Any, place: str) -> bytes:
        """Return the value sealed for this place; raises `absent`."""
        return self.seal_bytes(orjson.dumps(value), place)

    def open(self, sealed: bytes, place: str) -> Any:
        """Return what was sealed for this place; raises `absent` or `wrong`."""
        return orjson.loads(self.open_bytes(sealed, place))

    def seal_bytes(self, data: bytes, place: str) -> bytes:
        """Return the bytes, of a file, sealed for this place; raises `absent`."""
        nonce = os.urandom(NONCE_BYTES)
        return FORMAT + nonce + self._opened().encrypt(nonce, data, place.encode())

    def open_bytes(self, sealed: bytes, place: str) -> bytes:
        """Return the bytes that were sealed for this place; raises `absent` or `wrong`."""
        nonce, text = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return self._opened().decrypt(nonce, text, place.encode())
        except InvalidTag:
            raise self.wrong(f"the text of {place}") from None

    def digest(self, text: str) -> bytes:
        """Return a keyed hash, to find by what is sealed; raises `absent`."""
        self._opened()
        return hmac.new(self._secret, b"digest\0" + text.encode(), hashlib.sha256).digest()

    def _opened(self) -> AESGCM:
        if self._cipher is None:
            raise self.absent(f"set {self._setting}")
        return self._cipher
