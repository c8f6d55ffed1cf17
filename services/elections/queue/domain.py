"""What the verifiers' queue is made of. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from libs.kit.errors import Conflict

LEASE = timedelta(minutes=5)  # whoever looks longer renews; whoever went home blocks nobody
# Until so many stations of a sub-district count, its next one goes before every finding elsewhere.
EARLY = 5
DONE, PASSED, RELEASED = ("done", "passed", "released")


class NotLeased(Conflict):
    slug, title = "not-leased", "This record is not yours to work on"


class LeasedByOther(Conflict):
    slug, title = "leased-by-other", "Somebody else works on this record"


@dataclass(frozen=True)
class Lease:
    """Who works on a record, and until when nobody else does."""

    by: str
    name: str
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Item:
    """A record that asks for a verifier. `stake` are the votes that hang on its findings."""

    contest: int
    tps: str
    state: str
    counted: bool
    since: datetime
    votes: int
    stake: int
    errors: int
    warnings: int
    passed: int
    lease: Lease | None = None


@dataclass(frozen=True)
class Looked:
    """How many records one person finished, and in how many seconds each on average."""

    checked: int = 0
    seconds: float | None = None


@dataclass(frozen=True)
class Page:
    """A page of the queue, with how many records it has in all."""

    items: Sequence[Item]
    total: int
