"""Codes that show that an address is somebody's: six digits, made of a key and a nonce.

No code is stored: who sends it makes it, and who checks it makes it again.
"""

from __future__ import annotations

import hmac
import os
from datetime import timedelta

from libs.kit.errors import Conflict, Invalid, TooManyRequests
from libs.kit.sealing import Sealer

HOLDS = timedelta(minutes=10)
PAUSE = timedelta(seconds=30)  # between two codes for one contact
MOST_TRIES = 5
MOST_A_DAY = 20  # codes for one person
NONCE_BYTES = 16


class WrongCode(Invalid):
    slug, title = "wrong-code", "This is not the code"


class CodeOver(Conflict):
    slug, title = "code-over", "This code holds no longer: ask for another one"


class TooManyCodes(TooManyRequests):
    slug, title = "too-many-codes", "Too many codes were sent: wait a while"


def nonce() -> bytes:
    return os.urandom(NONCE_BYTES)


def code(sealer: Sealer, contact: str, made: bytes) -> str:
    """Return the code of a contact and nonce."""
    number = int.from_bytes(sealer.digest(f"code\0{contact}\0{made.hex()}")[:8], "big")
    return f"{number % 1_000_000:06d}"


def is_right(sealer: Sealer, contact: str, made: bytes, said: str) -> bool:
    plain = "".join(said.split())
    return hmac.compare_digest(code(sealer, contact, made).encode(), plain.encode())
