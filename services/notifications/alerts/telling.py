"""What is told of an alert, to whom, through what: messages are queued where this is decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy.engine import Connection

from libs.kit import session
from libs.kit.ids import new_id
from services.notifications.alerts import standby
from services.notifications.alerts.domain import SEVERITIES, Alert
from services.notifications.alerts.readers_repository import Readers, agencies
from services.notifications.deliveries import sending
from services.notifications.deliveries.channels_repository import Channels
from services.notifications.deliveries.domain import Message
from services.notifications.recipients.domain import ON_CALL, Reader, Target
from services.notifications.recipients.reaching import reach

MOST_LISTED = 50  # alerts that one message names


class Place(Protocol):
    """What decides who stands in while nobody is on duty."""

    @property
    def severity(self) -> str: ...
    @property
    def area(self) -> str: ...


def readers(tx: Connection, targets: Sequence[Target], one: Place, at: datetime) -> list[Reader]:
    """Return whom targets reach; on duty at no agency by name stands for every agency.

    While nobody is on duty, those of `standby` are told in their place.
    """
    asked = ("readers", *targets, one.severity, one.area)
    return session.known(tx, asked, lambda: _readers(tx, targets, one, at))


def _readers(tx: Connection, targets: Sequence[Target], one: Place, at: datetime) -> list[Reader]:
    opened: list[Target] = []
    for each in targets:
        every = each.kind == ON_CALL and not each.code
        opened += [Target(ON_CALL, name) for name in agencies(tx, at)] if every else [each]
    found = reach(tx, opened, at)
    if standby.wanted(targets, found):
        found += standby.readers(tx, one.severity, one.area, at)
    return found


def key_of(one: Alert, part: str = "") -> str:
    """Return the key of what is told of this round, of which each reader hears once."""
    return f"alert/{one.id}/{one.round}{part}"


def tell(
    tx: Connection,
    one: Alert,
    key: str,
    who: Sequence[Reader],
    at: datetime,
    channels: Sequence[str] = (),
) -> int:
    """Queue what the alert says for these readers; returns how many messages that made."""
    Readers(tx).add(one.id, who, at)
    return sending.send(
        tx, _message(one, key, one.headline), _people(who), at, _through(tx, one, channels)
    )


def tell_together(
    tx: Connection,
    those: Sequence[Alert],
    who: Sequence[Reader],
    at: datetime,
    channels: Sequence[str] = (),
) -> str:
    """Queue one message of several alerts; returns its key."""
    if len(those) == 1:
        tell(tx, those[0], key_of(those[0]), who, at, channels)
        return key_of(those[0])
    for one in those:
        Readers(tx).add(one.id, who, at)
    key, worst = f"alerts/{new_id()}", max(those, key=lambda one: SEVERITIES.index(one.severity))
    lines = [f"- {one.title} ({one.count} kali)" for one in those[:MOST_LISTED]]
    if len(those) > MOST_LISTED:
        lines.append(f"… {len(those) - MOST_LISTED} lagi")
    message = Message(
        key=key,
        topic=worst.topic,
        severity=worst.severity,
        subject=f"{len(those)} peringatan: {worst.headline}",
        text="\n".join(lines),
        link="/console/alerts",
        exercise=all(one.exercise for one in those),
    )
    sending.send(tx, message, _people(who), at, _through(tx, worst, channels))
    return key


def tell_again(tx: Connection, one: Alert, part: str, headline: str, at: datetime) -> None:
    """Tell those who were told of an alert, and nobody else, what became of it."""
    who = [reader for reader in Readers(tx).of(one.id) if reader.person != one.acknowledged_by]
    message = _message(one, f"alert/{one.id}/{part}", headline, "info")
    sending.send(tx, message, _people(who), at, None)


def take_back(tx: Connection, one: Alert, at: datetime) -> None:
    """Have nobody told any more who was not yet: it is over."""
    for turn in range(1, one.round + 1):
        sending.cancel(tx, f"alert/{one.id}/{turn}", at)


def _message(one: Alert, key: str, headline: str, severity: str = "") -> Message:
    values = {"headline": one.headline, "area": one.area, "count": one.count, "state": one.state}
    return Message(
        key=key,
        topic=one.topic,
        severity=severity or one.severity,
        subject=headline,
        text=one.text or one.headline,
        link=one.link or f"/console/alerts?alert={one.id}",
        exercise=one.exercise,
        expires_at=one.expires_at,
        values=values,
    )


def _people(who: Sequence[Reader]) -> list[Reader]:
    return [one for one in who if one.person]


def _through(tx: Connection, one: Alert, channels: Sequence[str]) -> list[str] | None:
    """Return the channels that are named; of an exercise without those that are public."""
    if not channels or not one.exercise:
        return list(channels) or None
    known = Channels(tx).all(channels)
    return [name for name in channels if name in known and not known[name].public]
