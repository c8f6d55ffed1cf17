"""The rules of who may decide what about a record."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from libs.kit.errors import Conflict, Forbidden, NotFound
from services.elections.consolidation import Entry, Figures
from services.elections.domain import OwnEntry


class OwnRequest(Forbidden):
    slug, title = "own-request", "Another person decides about a request"


class NoEntry(NotFound):
    slug, title = "no-entry", "Nobody of this source handed in for this polling station"


class ReopeningOpen(Conflict):
    slug, title = "reopening-open", "A request to reopen this result is open already"


class ReopeningDecided(Conflict):
    slug, title = "reopening-decided", "This request was decided already"


class UnknownReopening(NotFound):
    slug, title = "unknown-reopening", "No such request to reopen a result"


@dataclass(frozen=True)
class Decision:
    """What a verifier says stands: an entry of a source, figures of his own, or those over these.

    `version` is that of the record he saw.
    """

    version: int
    take: str | None
    figures: Figures
    reason: str

    def stands(self, entries: Mapping[str, Entry]) -> Figures:
        """Return the figures decided; raises NoEntry."""
        if self.take is None:
            return self.figures
        if self.take not in entries:
            raise NoEntry(f"there is no entry of {self.take}")
        return {**entries[self.take].figures, **self.figures}


@dataclass(frozen=True)
class Reopening:
    """A request to open a final record again, and what another person said to it."""

    id: str
    contest: int
    tps: str
    reason: str
    requested_by: str
    requested_at: datetime
    state: str = "open"
    decided_by: str | None = None
    decided_at: datetime | None = None
    answer: str | None = None

    def decided(self, who: str, at: datetime, answer: str, *, approve: bool) -> Reopening:
        """Return the request as decided; raises OwnRequest or ReopeningDecided."""
        if self.state != "open":
            raise ReopeningDecided(f"{self.decided_by} {self.state} it")
        if who == self.requested_by:
            raise OwnRequest("whoever asks for a reopening does not approve it")
        state = "approved" if approve else "refused"
        return replace(self, state=state, decided_by=who, decided_at=at, answer=answer)


def require_not_own(who: str, handed_in: Collection[str], tps: str) -> None:
    """Raise OwnEntry when the person is among those who handed in for the station."""
    if who in handed_in:
        raise OwnEntry(f"this account handed in for {tps}: another one verifies it")
