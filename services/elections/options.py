"""What an election's administrators may set, with a default for each. Pure.

A field is added here with its default and its reader; nothing else needs to know it. Each change
is a version that stays, so that a record knows by which one it was consolidated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import Field, dataclass, field, fields, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from libs.kit import clock
from libs.kit.errors import Conflict
from libs.kit.reading import Reader
from services.elections.consolidation import COMPARE, DEFAULT, KINDS, RuleSet

MOST_EQUAL = 9
Read = Callable[[Reader, str], Any]


class ElectionClosed(Conflict):
    slug, title = "election-closed", "This election takes no more results"


def _whole(default: int, least: int, most: int, *, nullable: bool = False) -> Any:
    def read(reader: Reader, name: str) -> int | None:
        if nullable and reader.raw(name) is None:
            return None
        return reader.integer(name, least, most)

    return field(default=default, metadata={"read": read, "nullable": nullable})


def _number(default: float | None, least: float, most: float) -> Any:
    def read(reader: Reader, name: str) -> float | None:
        value = reader.raw(name)
        if value is None and default is None:
            return None
        if type(value) not in (int, float) or not least <= value <= most:
            reader.wrong(name, f"needs a number from {least:g} to {most:g}")
            return default
        return float(value)

    return field(default=default, metadata={"read": read, "nullable": default is None})


def _flag() -> Any:
    read: Read = lambda reader, name: reader.flag(name)  # noqa: E731
    return field(default=False, metadata={"read": read})


def _moment() -> Any:
    read: Read = lambda reader, name: reader.moment(name)  # noqa: E731
    return field(default=None, metadata={"read": read, "nullable": True})


def _rule_set(reader: Reader, name: str) -> RuleSet:
    """Read `{"trusted": [kinds], "equal": 1..9, "compare": "votes" | "all"}`; none is needed."""
    part = reader.part(name)
    part.only(("trusted", "equal", "compare"))
    trusted = part.raw("trusted")
    trusted = list(DEFAULT.trusted) if trusted is None else trusted
    if not isinstance(trusted, list) or not all(one in KINDS for one in trusted):
        part.wrong("trusted", f"needs a list of {', '.join(KINDS)}")
        trusted = []
    equal = part.integer("equal", 1, MOST_EQUAL, DEFAULT.equal)
    compare = part.one_of("compare", COMPARE, DEFAULT.compare)
    return RuleSet(tuple(dict.fromkeys(trusted)), equal, compare)


@dataclass(frozen=True)
class Options:
    """`closes_at`: from when on no more results are taken. Metres, pages, percent of the DPT.

    What has not come is late from `overdue_hour` on, hours after the voting day's midnight in the
    region's zone, or once `overdue_share` percent of the stations are in; none of both: never.

    `test_data`: the figures are made, as a demo's; whatever is published says so.
    """

    version: int = 0
    consolidation: RuleSet = field(default=DEFAULT, metadata={"read": _rule_set})
    closes_at: datetime | None = _moment()
    photo_pages: int = _whole(3, 1, 20)
    photo_far_metres: int = _whole(500, 10, 100_000)
    published: bool = _flag()
    test_data: bool = _flag()
    reserve_percent: float = _number(2.5, 0, 100)
    staff_ppk: int = _whole(5, 1, 50)
    staff_pps: int = _whole(3, 1, 50)
    staff_kpps: int = _whole(7, 1, 50)
    overdue_hour: int | None = _whole(20, 0, 72, nullable=True)
    overdue_share: float | None = _number(None, 50, 100)

    @cached_property
    def rules(self) -> RuleSet:
        """The rule set, which knows what version it is from."""
        return replace(self.consolidation, version=self.version)

    def require_open(self, now: datetime) -> None:
        """Raise ElectionClosed once results are taken no more."""
        if self.closes_at is not None and now >= self.closes_at:
            raise ElectionClosed(f"results were taken until {clock.to_text(self.closes_at)}")


_FIELDS: tuple[Field[Any], ...] = tuple(one for one in fields(Options) if "read" in one.metadata)


def options_in(data: dict[str, Any], before: Options) -> Options:
    """Read options; what is not given stays as it was. Raises Invalid that names each field."""
    reader = Reader(data)
    reader.only(("election", "version", *(one.name for one in _FIELDS)))
    given = [
        one
        for one in _FIELDS
        if one.name in data and (data[one.name] is not None or one.metadata.get("nullable"))
    ]
    values = {one.name: one.metadata["read"](reader, one.name) for one in given}
    reader.end()
    return replace(before, **values)


def options_out(options: Options) -> dict[str, Any]:
    """Return the options as a client reads and writes them."""
    rules = options.consolidation
    shown = {one.name: getattr(options, one.name) for one in _FIELDS}
    closes = options.closes_at
    return {
        "version": options.version,
        **shown,
        "closes_at": clock.to_text(closes) if closes else None,
        "consolidation": {
            "trusted": list(rules.trusted),
            "equal": rules.equal,
            "compare": rules.compare,
        },
    }
