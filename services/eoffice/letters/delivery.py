"""What becomes of a letter at each of its recipients, and who may read it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from services.eoffice.letters.domain import (
    FAILED,
    READY,
    SENT,
    SIGNED,
    SIGNING,
    VOID,
    Letter,
    WrongState,
)

WAITING, DELIVERED, READ, FOLLOWED_UP = DELIVERIES = (
    "waiting", "delivered", "read", "followed_up",
)  # fmt: skip
RECORDS = "records:"  # before a unit's code: its records officers
HELD = "secret:"  # before a position's code: who holds it, and no delegate


@dataclass(frozen=True)
class Delivery:
    """A sent letter at one recipient, by its place among the letter's recipients and copies.

    What goes to a position of ours is delivered at once; what goes out waits until somebody says
    that it arrived. `unit` is the position's; both are None for others.
    """

    letter: str
    place: int
    copy: bool
    position: str | None
    unit: str | None
    state: str
    note: str = ""
    delivered_at: datetime | None = None
    read_at: datetime | None = None
    followed_at: datetime | None = None

    def arrive(self, at: datetime, note: str) -> Delivery:
        """Say how a letter to somebody outside arrived."""
        if self.state != WAITING:
            raise WrongState(f"it is {self.state} already")
        return replace(self, state=DELIVERED, delivered_at=at, note=note)

    @property
    def waits(self) -> bool:
        """Tell whether somebody is to follow it up still; a copy is for knowing."""
        return not self.copy and self.state in {DELIVERED, READ}

    def read(self, at: datetime) -> Delivery:
        """Say that it was opened; the first time counts."""
        if self.state != DELIVERED:
            return self
        return replace(self, state=READ, read_at=at)

    def follow_up(self, at: datetime, note: str) -> Delivery:
        """Say that what it asks for was done; a copy asks for nothing."""
        if self.copy:
            raise WrongState("a copy is for knowing: there is nothing to follow up")
        if self.state not in {DELIVERED, READ}:
            raise WrongState(f"it is {self.state}")
        return replace(
            self, state=FOLLOWED_UP, note=note, read_at=self.read_at or at, followed_at=at
        )


def deliveries(letter: Letter, units: dict[str, str], at: datetime) -> tuple[Delivery, ...]:
    """Return where a sent letter goes; `units` has the unit of each position among them."""
    everybody = [(one, False) for one in letter.content.to]
    everybody += [(one, True) for one in letter.content.copies]
    return tuple(
        Delivery(letter.id, place, copy, one.code, units[one.code], DELIVERED, delivered_at=at)
        if one.code is not None
        else Delivery(letter.id, place, copy, None, None, WAITING)
        for place, (one, copy) in enumerate(everybody)
    )


def readers(letter: Letter, sent: Iterable[Delivery]) -> frozenset[str]:
    """Return the keys of who may read the letter: of positions, and of the records of units.

    A letter is read by those on its way (drafter, who initials, signer), by the recipients it has
    reached, and by the records officers of both sides, here from when it needs a number. A secret
    one, once it is signed, by its signer and recipients alone; before that by those who write it.
    Its keys are of their own, as nobody has them by a delegation.
    """
    done = letter.state in {SIGNED, SENT}
    reached = {one.position for one in sent if one.position is not None}
    signer = {letter.content.signer} if letter.submitted else set()
    way = {letter.drafter, *(one.position for one in letter.initials)} | signer
    if letter.content.is_secret:
        return frozenset(HELD + one for one in (reached | signer if done else way))
    numbered = {letter.unit} if done or letter.state in _TO_BE_NUMBERED else set()
    units = {one.unit for one in sent if one.unit is not None} | numbered
    return frozenset(reached | way | {RECORDS + unit for unit in units})


_TO_BE_NUMBERED = frozenset({READY, SIGNING, FAILED, VOID})
