"""Lists of files: to be handed over to the record centre, or destroyed. Pure.

    transfer: proposed → accepted · refused
    destruction: proposed → approved, by the head of the unit and by that of the archive
        institution → carried_out · refused

Perka ANRI 37/2016: what is destroyed is proposed as a list, approved, and minuted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from libs.kit.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, PreconditionFailed
from services.eoffice.archive.domain import DESTRUCTION, TRANSFER, File

LONG_RETENTION = 10  # years from which a destruction needs the written approval of ANRI
OFFERED, ACCEPTED, APPROVED, REFUSED, DONE = LIST_STATES = (
    "proposed", "accepted", "approved", "refused", "carried_out",
)  # fmt: skip
UNIT, INSTITUTION, CENTRE = SIDES = ("unit", "institution", "centre")


class UnknownList(NotFound):
    slug, title = "unknown-archive-list", "No such list of files"


class ListState(Conflict):
    slug, title = "archive-list-state", "The list is not in a state for this"


class ListChanged(PreconditionFailed):
    slug, title = "archive-list-changed", "Somebody changed the list meanwhile"


class SamePerson(Forbidden):
    slug, title = "same-person-decides", "Two different people decide on a destruction"


class NeedsDecree(Invalid):
    slug, title = "needs-approval-of-anri", "The destruction needs a written approval"


class Actor(Protocol):
    """A person as a position, such as `organisation.acting.Acting`."""

    @property
    def person(self) -> str: ...
    @property
    def position(self) -> str: ...


@dataclass(frozen=True)
class Decision:
    """What somebody decided on a list, for one side of it."""

    side: str
    verdict: str
    position: str
    person: str


@dataclass(frozen=True)
class List:
    """Files of one unit that are to be handed over to the record centre, or destroyed."""

    id: str
    kind: str
    unit: str
    centre: str
    judge: str
    proposer: str
    person: str
    state: str = OFFERED
    version: int = 1
    note: str = ""
    decree: str = ""
    decisions: tuple[Decision, ...] = ()

    def require_version(self, version: int) -> None:
        if version != self.version:
            raise ListChanged(f"it is at version {self.version}", version=self.version)

    def accept(self, who: Actor) -> List:
        """Take the files of a transfer over; the caller has seen that it is the receiver."""
        self._require(TRANSFER, OFFERED)
        return self._decided(CENTRE, "accepted", who, ACCEPTED)

    def approve(self, who: Actor, side: str) -> List:
        """Approve a destruction for one side; both, by two people, make it approved."""
        self._require(DESTRUCTION, OFFERED)
        if side in {one.side for one in self.decisions}:
            raise ListState(f"the {side} approved it already", state=self.state)
        if {who.person, who.position} & self._involved:
            raise SamePerson("neither who proposed it, nor who approved it for the other side")
        done = {one.side for one in self.decisions} | {side} == {UNIT, INSTITUTION}
        return self._decided(side, "approved", who, APPROVED if done else OFFERED)

    def refuse(self, who: Actor, side: str, note: str) -> List:
        """Refuse it: the files stay what they were before."""
        if self.state not in {OFFERED, APPROVED}:
            raise ListState(f"it is {self.state}", state=self.state)
        return replace(self._decided(side, "refused", who, REFUSED), note=note)

    def carry_out(self, who: Actor, decree: str, files: Sequence[File]) -> List:
        """Take note of the destruction of an approved list's files."""
        self._require(DESTRUCTION, APPROVED)
        if not decree and any(one.years >= LONG_RETENTION for one in files):
            text = f"is needed where files were kept for {LONG_RETENTION} years or more"
            raise NeedsDecree(errors=(FieldError("decree", text),))
        return replace(self._decided(CENTRE, "carried_out", who, DONE), decree=decree)

    @property
    def _involved(self) -> set[str]:
        people = {self.person, self.proposer}
        return people | {part for one in self.decisions for part in (one.person, one.position)}

    def _decided(self, side: str, verdict: str, who: Actor, state: str) -> List:
        mine = Decision(side, verdict, who.position, who.person)
        return replace(
            self, state=state, version=self.version + 1, decisions=(*self.decisions, mine)
        )

    def _require(self, kind: str, state: str) -> None:
        if (self.kind, self.state) != (kind, state):
            text = f"a {self.kind} that is {self.state}: it has to be a {kind} that is {state}"
            raise ListState(text, state=self.state)
