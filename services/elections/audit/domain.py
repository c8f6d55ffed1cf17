"""An entry of the log, and the leaf that stands for it in the tree.

The entry says everything and is for those who may read the log. The leaf says what anybody may
know: when, what, about what, the hash of the content that was handed in, and the hash of the entry.
The entry's salt keeps that hash from giving away what is guessed, such as an address.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from libs.kit.errors import Conflict, NotFound


class NotInLog(NotFound):
    slug, title = "not-in-log", "The log holds nothing of this content or id"


class NoRootYet(Conflict):
    slug, title = "no-root-yet", "No root that holds this is published yet"


@dataclass(frozen=True)
class Entry:
    """One change: who, as whom (roles, area), when, from where, before and after."""

    at: datetime
    who: str
    roles: tuple[str, ...]
    area: str
    origin: str
    request: str
    command: str | None
    what: str
    subject: str
    before: Any
    after: Any
    content: str | None
    salt: str


@dataclass(frozen=True)
class Leaf:
    """What the tree holds of an entry; `content` and `digest` are SHA-256 in hexadecimal."""

    at: datetime
    what: str
    subject: str
    command: str | None
    content: str | None
    digest: str


@dataclass(frozen=True)
class Sealed:
    """A leaf at its place, with its hash and the chain's up to it."""

    position: int
    entry: int
    leaf: Leaf
    hash: bytes
    chain: bytes


@dataclass(frozen=True)
class Root:
    """A signed tree head: the log had this root at this size, and this many at the one before."""

    size: int
    root: bytes
    chain: bytes
    previous: int
    at: datetime
    reason: str
    key: str = ""
    signature: str = ""
