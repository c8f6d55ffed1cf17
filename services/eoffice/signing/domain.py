"""Codes of signed documents, and what a copy of one is."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

# Crockford's base 32: no letter that is read as a figure. 16 of them are 80 bits, beyond guessing.
ALPHABET, LENGTH = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 16
SAME, ALTERED, OTHER = "same", "altered", "other"


@dataclass(frozen=True)
class Signed:
    """A signed letter. `facts` is what anybody with the code may read, None of a secret one."""

    letter: str
    code: str
    hash: str
    digest: str
    secret: bool
    facts: dict[str, Any] | None
    signed_at: datetime


class Signature(Protocol):
    """A signature found in a copy."""

    @property
    def digest(self) -> str: ...


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def code_of(text: str) -> str | None:
    """Return the code that somebody typed, None where it can't be one."""
    found = text.upper().replace("-", "").replace(" ", "")
    found = found.replace("O", "0").replace("I", "1").replace("L", "1")
    right = len(found) == LENGTH and all(one in ALPHABET for one in found)
    return found if right else None


def compare(kept: tuple[str, str], copy_hash: str, found: Sequence[Signature]) -> str:
    """Tell whether a copy is the document of (hash, signature's digest), or was made from it."""
    document, digest = kept
    if copy_hash == document:
        return SAME
    return ALTERED if any(one.digest == digest for one in found) else OTHER
