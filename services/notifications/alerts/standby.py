"""Whom an alert reaches while nobody is on duty.

Whoever would be told is who is on duty; when nobody is, an alert must still reach somebody. That is
the group `siaga`, which the room keeps as any group; without it the account `admin`. What is
critical goes to the highest positions of the place besides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.engine import Connection

from services.notifications.recipients.domain import (
    GROUP,
    ON_CALL,
    PERSON,
    POSITION,
    Reader,
    Target,
)
from services.notifications.recipients.reaching import reach
from services.notifications.recipients.repository import Groups, Office

CODE, USUAL = "siaga", Target(PERSON, "admin")
CRITICAL, STANDBY = "critical", "standby"


def wanted(targets: Sequence[Target], found: Sequence[Reader]) -> bool:
    """Tell whether who is on duty was to be told, and nobody was reached."""
    return any(one.kind == ON_CALL for one in targets) and not any(one.person for one in found)


def readers(tx: Connection, severity: str, area: str, at: datetime) -> list[Reader]:
    """Return who is told in their place."""
    group = CODE in Groups(tx).all()
    targets = [Target(GROUP, CODE) if group else USUAL]
    if severity == CRITICAL:
        targets += [Target(POSITION, code) for code in Office(tx).highest(area)]
    found = reach(tx, targets, at)
    return [replace(one, via=STANDBY) for one in found if one.person]


def stands_in(who: Sequence[Reader]) -> bool:
    """Tell whether these are told because nobody is on duty."""
    return any(one.via == STANDBY for one in who)
