"""dict ↔ domain, both ways. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from libs.kit.errors import FieldError
from libs.kit.reading import Reader
from services.eoffice.numbering.domain import SCOPES, DayAhead, Number, Rule, template

LONGEST_REASON = 1000
EVERY = ""  # unit or kind


def rule(data: dict[str, Any]) -> Rule:
    """Read `{"unit", "kind", "secret", "template", "scope"}`; unit and kind may be empty."""
    reader = Reader(data)
    reader.only(("as", "unit", "kind", "secret", "template", "scope"))
    unit, kind = (reader.text(n) if reader.raw(n) else EVERY for n in ("unit", "kind"))
    text, secret = reader.text("template"), reader.flag("secret")
    if reader.raw("scope") is None:
        reader.wrong("scope", f"needs one of {', '.join(SCOPES)}")
    scope = reader.one_of("scope", SCOPES, SCOPES[0])
    reader.end()
    return Rule(unit, kind, secret, template(text), scope)


def rule_out(one: Rule) -> dict[str, Any]:
    return {**vars(one), "template": one.template.text}


@dataclass(frozen=True)
class PutIn:
    """A number put in later behind `n`: for a letter at its version, its date, why."""

    letter: str
    version: int
    n: int
    day: date
    reason: str


def put_in(data: dict[str, Any], today: date) -> PutIn:
    """Read `{"letter", "version", "behind", "day", "reason"}`; the day is past."""
    reader = Reader(data)
    reader.only(("as", "letter", "version", "behind", "day", "reason"))
    read = PutIn(
        str(data.get("letter")),
        reader.integer("version", 1, 2**31 - 1),
        reader.integer("behind", 1, 2**31 - 1),
        reader.day("day"),
        reader.text("reason", longest=LONGEST_REASON),
    )
    reader.end()
    if read.day > today:
        raise DayAhead(errors=(FieldError("day", "lies ahead"),))
    return read


def number_out(one: Number) -> dict[str, Any]:
    """Return a number; of a secret letter neither its text nor the letter."""
    told = {name: getattr(one, name) for name in ("series", "year", "n", "suffix", "state")}
    hidden = (
        {"text": None, "letter": None} if one.secret else {"text": one.text, "letter": one.letter}
    )
    return {**told, **hidden, "day": one.day.isoformat(), "reason": one.reason}
