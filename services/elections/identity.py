"""What stands for a person's number: a keyed hash, and the last digits that people tell it by.

NIK and phone numbers are few enough to be tried one by one, so a bare hash would hide nothing
(UU 27/2022 asks for pseudonyms that can't be undone); the key is KENDALI_IDENTITY_KEY.
"""

from __future__ import annotations

import hashlib
import hmac
import re

SHORTEST, LONGEST = 8, 15  # digits of a number by ITU-T E.164
TAIL = 3


def hashed(key: bytes, kind: str, number: str) -> bytes:
    """Return the 32 bytes that stand for the number of this kind (`phone`, `nik`)."""
    return hmac.new(key, f"{kind}:{number}".encode(), hashlib.sha256).digest()


def phone(text: str) -> str | None:
    """Return the number in E.164 with 62 for a leading 0, None for what is no number."""
    digits = re.sub(r"[\s().-]", "", text)
    if not re.fullmatch(r"\+?\d+", digits):
        return None
    number = digits.removeprefix("+").removeprefix("00")
    if digits.startswith("0") and not digits.startswith("00"):
        number = f"62{digits[1:]}"
    return f"+{number}" if SHORTEST <= len(number) <= LONGEST else None
