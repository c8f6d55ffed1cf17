"""What is odd about a record. A finding is shown to people and never stops a result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

ERROR, WARNING = "error", "warning"
DIFFER = "entries of independent readers differ"
OPEN, EXPLAINED, VERIFIED = STATES = ("open", "explained", "verified")


@dataclass(frozen=True, slots=True)
class Finding:
    """`difference` is by how much the left side of the rule is larger than the right one.

    `source` is what found it; `state` and `note` are those of its review.
    """

    rule: str
    severity: str
    fields: tuple[str, ...]
    message: str
    difference: int
    source: str = "form"
    state: str = OPEN
    note: str | None = None


@dataclass(frozen=True)
class Review:
    """What somebody says of a finding. `fields` are those of the finding, in its order."""

    rule: str
    fields: tuple[str, ...]
    state: str
    note: str | None
    who: str
    at: datetime


def differences(differing: Mapping[str, int], *, blocking: bool) -> tuple[Finding, ...]:
    """Return the finding that entries differ: an error where that keeps them from counting.

    `differing` has the fields with the largest difference.
    """
    if not differing:
        return ()
    severity = ERROR if blocking else WARNING
    return (Finding("entries-differ", severity, tuple(differing), DIFFER, max(differing.values())),)
