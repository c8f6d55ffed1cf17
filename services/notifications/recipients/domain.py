"""Who is behind a name: positions and who holds them on a day, groups within groups. Pure.

Capacities are e-office's (Permendagri 1/2023): a Plh stands in while the definitive holder is
absent, so that what is addressed to the position reaches the Plh in that holder's place. A
delegate is reached where the delegation's matters say so (`MATTERS`), besides the holder.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from libs.kit.errors import Conflict, FieldError, Invalid, NotFound, PreconditionFailed

PERSON, POSITION, ON_CALL, GROUP = KINDS = ("person", "position", "on_call", "group")
PLH, DELEGATE = "plh", "delegate"
DEEPEST = 12  # positions from one to the top
# Words in a delegation's matters by which it takes in orders and alerts.
MATTERS = (
    "all", "order", "emergency", "incident",
    "semua", "seluruh", "perintah", "komando", "darurat", "bencana", "insiden", "siaga",
)  # fmt: skip


class UnknownGroup(NotFound):
    slug, title = "unknown-group", "No such group of recipients"


class GroupTaken(Conflict):
    slug, title = "group-taken", "There is a group of this code"


class GroupChanged(PreconditionFailed):
    slug, title = "group-changed", "Somebody changed this group"


@dataclass(frozen=True, order=True)
class Target:
    """Whom something is for: the user name, the code of a position or group, an agency's name."""

    kind: str
    code: str


@dataclass(frozen=True)
class Reader:
    """A person to tell, as the holder of a position where one was addressed.

    `person` is "" where a position is vacant; `position` is "" where they are told as a person.
    `via` says by what: a capacity, `delegate`, `person`, `on_call`, or `vacant`.
    """

    person: str
    position: str
    via: str


@dataclass(frozen=True)
class Known:
    """A position as e-office told of it."""

    code: str
    unit: str
    unit_name: str
    area: str
    title: str
    level: str
    above: str | None


@dataclass(frozen=True)
class Held:
    """A person holds a position, from the first day to the last (None: without an end)."""

    position: str
    person: str
    capacity: str
    starts: date
    ends: date | None

    def covers(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True)
class Delegated:
    """Who holds `to_position` may act for `from_position` in these matters."""

    from_position: str
    to_position: str
    matters: str
    starts: date
    ends: date

    def covers(self, day: date) -> bool:
        """Tell whether it lets somebody take orders and alerts on the day."""
        words = self.matters.lower()
        return self.starts <= day <= self.ends and any(one in words for one in MATTERS)


@dataclass(frozen=True)
class Group:
    """Members who are told together; `area` is whose group it is."""

    code: str
    name: str
    area: str
    members: tuple[Target, ...]
    version: int = 1


def in_office(held: Iterable[Held], day: date) -> list[Held]:
    """Return who of a position's holders is told on the day: a Plh, else who holds it."""
    there = [one for one in held if one.covers(day)]
    return [one for one in there if one.capacity == PLH] or there


def once(readers: Iterable[Reader]) -> list[Reader]:
    """Return each person once, and each vacant position once, by what reached them first."""
    found: dict[tuple[str, str], Reader] = {}
    for one in readers:
        found.setdefault((one.person, "" if one.person else one.position), one)
    return list(found.values())


def circle(code: str, members: Sequence[Target], groups: Mapping[str, Group]) -> list[str] | None:
    """Return the path by which the group would hold itself, such as [A, B, A], if it would."""
    path: list[str] = [code]
    seen: set[str] = set()

    def walk(inside: Sequence[Target]) -> bool:
        for one in inside:
            if one.kind != GROUP or one.code in seen:
                continue
            path.append(one.code)
            if one.code == code:
                return True
            seen.add(one.code)
            if one.code in groups and walk(groups[one.code].members):
                return True
            path.pop()
        return False

    return path if walk(members) else None


def check_group(new: Group, groups: Mapping[str, Group]) -> None:
    """Raise Invalid for a member that is no group, and for a circle, with its path."""
    problems = unknown_groups("members", new.members, {*groups, new.code})
    path = circle(new.code, new.members, groups)
    if path is not None:
        problems.append(FieldError("members", f"goes in a circle: {' → '.join(path)}"))
    if problems:
        raise Invalid(errors=tuple(problems))


def unknown_groups(
    field: str, targets: Sequence[Target], groups: Collection[str]
) -> list[FieldError]:
    """Return what is wrong with a field's targets: each that is a group which is not there."""
    return [
        FieldError(f"{field}.{place}.code", f"there is no group {one.code}")
        for place, one in enumerate(targets)
        if one.kind == GROUP and one.code not in groups
    ]


def members(codes: Iterable[str], groups: Mapping[str, Group]) -> list[Target]:
    """Return whom groups hold, groups within groups opened, each once."""
    found: dict[Target, None] = {}
    seen: set[str] = set()
    waiting = list(codes)[::-1]
    while waiting:
        code = waiting.pop()
        if code in seen or code not in groups:
            continue
        seen.add(code)
        for one in groups[code].members:
            if one.kind == GROUP:
                waiting.append(one.code)
            else:
                found.setdefault(one)
    return list(found)


def above(code: str, known: Mapping[str, str | None]) -> list[str]:
    """Return the positions above, the one right above first; `known`: each with the one above."""
    found: list[str] = []
    upper = known.get(code)
    while upper is not None and upper not in found and upper != code and len(found) < DEEPEST:
        found.append(upper)
        upper = known.get(upper)
    return found
