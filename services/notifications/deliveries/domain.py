"""What goes to whom through what, when, and what becomes of it. Pure.

A message has one key for ever. Everybody has the inbox; besides, a person's contacts in the order
that the person gave them: a critical message goes to all of them, another one to the first, and to
the next when that one has failed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo
from typing import Any, Protocol

from libs.kit.errors import Conflict, Invalid

SEVERITIES = ("info", "minor", "major", "critical")
RANKS = {name: rank for rank, name in enumerate(SEVERITIES)}
CRITICAL = RANKS["critical"]
STATES = (
    "queued", "sending", "sent", "delivered", "read", "failed", "unknown", "cancelled", "expired",
)  # fmt: skip
QUEUED, SENDING, SENT, DELIVERED, READ, FAILED, UNKNOWN, CANCELLED, EXPIRED = STATES
INBOX = "inbox"
VERIFICATION, TEST = "verification", "test"  # topics that are for one address and no other
SUBSCRIPTION = "subscription"  # a topic whose links are made when it is sent (`links.py`)
QUIET = "quiet-hours"  # why something waits
PUBLIC = "public:"  # how readers begin that have no account: a subscription's id follows
NOWHERE = "00000000-0000-0000-0000-000000000000"  # the contact of a row that needs none
LONGEST_SUBJECT, LONGEST_TEXT = 200, 8000
FIRST_WAIT, LONGEST_WAIT = 15.0, 900.0  # seconds until a failed one is tried again
DIGEST_WAIT = timedelta(hours=1)  # in which what is unimportant gathers
MARKS = {"id": "LATIHAN", "en": "EXERCISE"}


class ExerciseNotPublic(Conflict):
    slug, title = "exercise-not-public", "An exercise is not told to the public"


@dataclass(frozen=True)
class Message:
    """What is told; `severity` is one of SEVERITIES, `values` are for the topic's template.

    Of one `key` there is one for ever: what is told anew has another. `area` among the values is
    the code of where it is about, for which operators' lists it is in.
    """

    key: str
    topic: str
    severity: str
    subject: str
    text: str
    link: str = ""
    exercise: bool = False
    expires_at: datetime | None = None
    values: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.severity not in RANKS:
            raise Invalid(f"{self.severity} is not one of {', '.join(SEVERITIES)}")
        if not self.key or not self.topic:
            raise Invalid("a message needs a key and a topic")

    @property
    def rank(self) -> int:
        return RANKS[self.severity]

    @property
    def area(self) -> str:
        return str(self.values.get("area") or "")

    @property
    def falls_back(self) -> bool:
        """Tell whether another address does as well."""
        return self.topic not in (VERIFICATION, TEST)


class Reader(Protocol):
    """Who is told: a person's user name, or PUBLIC and a subscription; "" where nobody is."""

    @property
    def person(self) -> str: ...


@dataclass(frozen=True)
class Status:
    """What became of a message to one reader through one channel; `why` it failed, as a slug."""

    id: str
    reader: str
    channel: str
    state: str
    why: str
    queued_at: datetime
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    read_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Contact:
    """A verified address of somebody; `place` is its place in the order of preference."""

    id: str
    reader: str
    channel: str
    place: int
    least: str = "info"  # severity from which it is used


@dataclass(frozen=True)
class Preferences:
    """How somebody wants to be told; quiet hours are of the region's zone, both or none.

    `digest`: what is of severity info gathers and comes as one message.
    """

    language: str = "id"
    quiet_from: time | None = None
    quiet_until: time | None = None
    digest: bool = True

    def waits_until(self, at: datetime, zone: tzinfo) -> datetime | None:
        """Return when the quiet hours end that `at` is in, None where it is in none."""
        if self.quiet_from is None or self.quiet_until is None:
            return None
        if self.quiet_from == self.quiet_until:
            return None
        local = at.astimezone(zone)
        now, begin, end = local.time(), self.quiet_from, self.quiet_until
        quiet = begin <= now < end if begin < end else now >= begin or now < end
        if not quiet:
            return None
        day = local.date() + timedelta(days=1 if end <= now else 0)
        return datetime.combine(day, end, zone).astimezone(at.tzinfo)


@dataclass(frozen=True)
class Planned:
    """A row to be: through which channel, to which contact, not before when."""

    channel: str
    contact: str = NOWHERE
    ready_at: datetime | None = None
    digest: bool = False


def plan(
    message: Message, contacts: Sequence[Contact], at: datetime, *, gathers: bool, every: bool
) -> list[Planned]:
    """Return through what somebody is told of it, besides the inbox.

    `gathers`: they want what is of severity info in one message; `every`: the caller chose the
    channels, so each is used. Quiet hours are looked at when it is sent.
    """
    usable = [one for one in sort(contacts) if RANKS[one.least] <= message.rank]
    if message.rank == CRITICAL:
        return [Planned(one.channel, one.id) for one in usable]
    digest = message.rank == 0 and gathers
    ready_at = at + DIGEST_WAIT if digest else None
    chosen = usable if every else usable[:1]
    return [Planned(one.channel, one.id, ready_at, digest) for one in chosen]


def sort(contacts: Sequence[Contact]) -> list[Contact]:
    return sorted(contacts, key=lambda one: (one.place, one.id))


def following(
    failed: str, contacts: Sequence[Contact], tried: Sequence[str], rank: int
) -> Contact | None:
    """Return the contact to fall back on: the next that is used for it and was not tried."""
    usable = [one for one in sort(contacts) if RANKS[one.least] <= rank]
    known = {failed, *tried}
    return next((one for one in usable if one.id not in known), None)


def wait(attempts: int, chance: float) -> timedelta:
    """Return how long to wait after so many attempts; `chance` of 0 to 1 spreads it by half."""
    seconds = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
    return timedelta(seconds=seconds * (0.5 + chance / 2))


def require_not_public(message: Message, *, public: bool) -> None:
    """Raise ExerciseNotPublic for an exercise that somebody outside would hear of."""
    if public and message.exercise:
        raise ExerciseNotPublic(f"{message.key} is an exercise")


def is_public(reader: str) -> bool:
    return reader.startswith(PUBLIC)
