"""What of a polling station is public, and how a text becomes a harmless cell of a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from libs.kit.errors import NotFound, Unavailable

COUNTED, HELD, OUT = "counted", "held", "out"
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


class NotPublished(NotFound):
    slug, title = "not-published", "No published election of this name"


class TooBusy(Unavailable):
    slug, title = "too-many-reports", "Too many reports are being made at the moment"


@dataclass(frozen=True, slots=True)
class StationRow:
    """One polling station of a contest as the public sees it.

    `status` is `counted` (its figures are in the tally), `held` (its votes are in, and wait to be
    confirmed or are in quarantine), or `out`. Only what is counted has figures.
    """

    tps: str
    district: str
    village: str
    status: str
    name: str | None = None
    dpt: int | None = None
    version: int = 0
    final: bool = False
    received_at: datetime | None = None
    figures: Mapping[str, int] = field(default_factory=dict)


def status(*, counted: bool, votes_in: bool) -> str:
    """Return a station's public status from its record's."""
    if not votes_in:
        return OUT
    return COUNTED if counted else HELD


def harmless(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula (CSV injection, OWASP)."""
    return f"'{text}" if text.startswith(RISKY) else text
