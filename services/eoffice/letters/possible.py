"""What a position may do with a letter now: each step is tried on the letter as it is. Pure.

So the list can't say something else than the steps do. Who reads it may still come too late: each
step names the version that was seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Protocol

from libs.kit.errors import KendaliError
from services.eoffice.letters.delivery import FOLLOWED_UP, READ, WAITING, Delivery
from services.eoffice.letters.domain import READY, SENT, Actor, Letter

_THEN = datetime(2000, 1, 1, tzinfo=UTC)


class Officer(Actor, Protocol):
    """Who acts, with the unit of the position and whether it keeps that unit's records."""

    @property
    def unit(self) -> str: ...
    @property
    def records(self) -> bool: ...


def possible(one: Letter, who: Officer, sent: Iterable[Delivery]) -> tuple[str, ...]:
    """Return the steps of a letter and of its arrival that this position may take now."""
    sent = list(sent)
    records = who.records and who.unit == one.unit
    mine = [part for part in sent if part.position == who.position]
    steps: dict[str, Callable[[], object]] = {
        "change": lambda: one.change(who, one.content),
        "submit": lambda: one.submit(who, ()),
        "initial": lambda: one.initial(who, _THEN),
        "send_back": lambda: one.send_back(who, ""),
        "refuse": lambda: one.refuse(who, ""),
        "cancel": lambda: one.cancel(who, ""),
        "sign": lambda: one.require_signable(who),
        "void": lambda: one.void(who, ""),
        "send": lambda: one.send(who, _THEN, records=records),
    }
    found = [name for name, step in steps.items() if _goes(step)]
    if records and one.state == READY and one.number is None:
        found.append("put_number_in")
    sends = records or who.position in {one.drafter, one.content.signer}
    if sends and any(part.state == WAITING for part in sent):
        found.append("arrive")
    hands = {one.drafter, one.content.signer, *(given.position for given in one.initials)}
    if one.state == SENT and (records or who.position in hands):
        found.append("archive")
    return (*found, *_arrived(one, mine), *_answers(one, who))


def _arrived(one: Letter, mine: list[Delivery]) -> Iterable[str]:
    """What a recipient does with the letter."""
    for part in mine[:1]:
        if part.read_at is None:
            yield "read"
        if not part.copy and part.state != FOLLOWED_UP:
            yield "follow_up"
        if not one.content.is_secret and part.state in {READ, FOLLOWED_UP}:
            yield "dispose"
        yield "reply"


def _answers(one: Letter, who: Officer) -> Iterable[str]:
    """What a letter of the same unit does to one that was sent."""
    if one.state == SENT and who.unit == one.unit:
        yield from ("correct",) if one.withdrawn_by else ("correct", "withdraw")


def _goes(step: Callable[[], object]) -> bool:
    try:
        step()
    except KendaliError:
        return False
    return True
