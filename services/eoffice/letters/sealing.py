"""What secret letters say is kept sealed: AES-256-GCM by the key of KENDALI_OFFICE_KEY.

A sealed text is `0x01`, a nonce of 12 bytes, and the ciphertext with its tag. The letter's id and
draft are authenticated with it, so that no row's text can be put in another's place.
"""

from __future__ import annotations

import os
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from libs.kit.errors import Unavailable

FORMAT, NONCE_BYTES = b"\x01", 12


class NoKey(Unavailable):
    slug, title = "no-office-key", "Secret letters need a key, and none is set"


class WrongKey(Unavailable):
    slug, title = "wrong-office-key", "The key of secret letters does not open this one"


class Vault:
    """Seals and opens JSON, and bytes; without a key it does neither."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key) if key else None

    def seal(self, value: Any, place: str) -> bytes:
        """Return the value sealed for this place; raises NoKey."""
        return self.seal_bytes(orjson.dumps(value), place)

    def open(self, sealed: bytes, place: str) -> Any:
        """Return what was sealed for this place; raises NoKey or WrongKey."""
        return orjson.loads(self.open_bytes(sealed, place))

    def seal_bytes(self, data: bytes, place: str) -> bytes:
        """Return the bytes, of a file, sealed for this place; raises NoKey."""
        nonce = os.urandom(NONCE_BYTES)
        return FORMAT + nonce + self._opened().encrypt(nonce, data, place.encode())

    def open_bytes(self, sealed: bytes, place: str) -> bytes:
        """Return the bytes that were sealed for this place; raises NoKey or WrongKey."""
        nonce, text = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return self._opened().decrypt(nonce, text, place.encode())
        except InvalidTag:
            raise WrongKey(f"the text of {place}") from None

    def _opened(self) -> AESGCM:
        if self._cipher is None:
            raise NoKey("set KENDALI_OFFICE_KEY")
        return self._cipher
