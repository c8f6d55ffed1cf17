"""Dict ↔ domain for rules, both ways. Pure."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

from libs.kit.reading import Reader
from services.elections.findings import EXPLAINED, STATES, Review
from services.elections.rules.domain import EXACT, SEVERITIES, Choice, Rule, Tolerance
from services.elections.rules.expressions import LONGEST, MOST_LINES

LONGEST_EXPRESSION = MOST_LINES * (LONGEST + 1)
LONGEST_MESSAGE = 1000
LARGEST_TOLERANCE = 100_000
MOST_VERSION = 2**31 - 1
_SAID = ("expression", "severity", "message", "tolerance", "active")


def choice_in(data: dict[str, Any]) -> Choice:
    """Read what an election says of a rule; raises Invalid that names each field.

    What is not given stays as it ships, or, of an election's own rule, as such a rule begins.
    """
    reader = Reader(data)
    reader.only(("election", "id", "version", *_SAID))
    choice = Choice(
        reader.slug("id"),
        _text(reader, "expression", LONGEST_EXPRESSION),
        _severity(reader),
        _text(reader, "message", LONGEST_MESSAGE),
        None if reader.raw("tolerance") is None else _tolerance(reader),
        None if reader.raw("active") is None else reader.flag("active"),
    )
    reader.end()
    return choice


def seen_in(data: dict[str, Any]) -> int | None:
    """Return the version of the rule that somebody saw, None where he does not say."""
    reader = Reader(data)
    given = reader.raw("version") is not None
    seen = reader.integer("version", 0, MOST_VERSION) if given else None
    reader.end()
    return seen


def tried_in(data: dict[str, Any]) -> Rule:
    """Read a rule that is only tried: `{"expression", "tolerance", "severity"}`."""
    reader = Reader(data)
    reader.only(("election", "area", "expression", "tolerance", "severity"))
    expression = reader.text("expression", longest=LONGEST_EXPRESSION)
    tolerance = EXACT if reader.raw("tolerance") is None else _tolerance(reader)
    severity = _severity(reader) or "warning"
    reader.end()
    return Rule("tried", expression, severity, expression, tolerance, own=True)


def rule_out(rule: Rule, standing: int = 0) -> dict[str, Any]:
    """Return a rule; `standing` is how many of its findings are open."""
    return {
        "id": rule.id,
        "expression": rule.expression,
        "severity": rule.severity,
        "message": rule.message,
        "tolerance": tolerance_out(rule.tolerance),
        "active": rule.active,
        "own": rule.own,
        "changed": rule.changed,
        "version": rule.version,
        "open": standing,
    }


def tolerance_out(tolerance: Tolerance) -> dict[str, Any]:
    value = tolerance.value
    number = int(value) if value.denominator == 1 else float(value)
    return {"percent" if tolerance.percent else "absolute": number}


def _severity(reader: Reader) -> str | None:
    return reader.one_of("severity", SEVERITIES, "") or None


def _text(reader: Reader, name: str, longest: int) -> str | None:
    return None if reader.raw(name) is None else reader.text(name, longest=longest)


def _tolerance(reader: Reader) -> Tolerance:
    """Read `{"absolute": n}` or `{"percent": n}`."""
    part = reader.part("tolerance")
    part.only(("absolute", "percent"))
    percent = part.raw("percent") is not None
    name, most = ("percent", 100) if percent else ("absolute", LARGEST_TOLERANCE)
    value = part.raw(name)
    if percent and part.raw("absolute") is not None:
        part.wrong("absolute", "stands beside percent: give one of them")
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= most:
        part.wrong(name, f"needs a number from 0 to {most}")
        return EXACT
    return Tolerance(Fraction(str(value)), percent)


def review_in(data: dict[str, Any], who: str, at: datetime) -> Review:
    """Read `{"rule", "fields", "state", "note"}`; what is explained says how."""
    reader = Reader(data)
    reader.only(("election", "contest", "tps", "rule", "fields", "state", "note"))
    if reader.raw("state") not in STATES:
        reader.wrong("state", f"needs one of {', '.join(STATES)}")
    state, given = str(reader.raw("state")), reader.raw("fields")
    fields = given if isinstance(given, list) and all(isinstance(f, str) for f in given) else None
    if fields is None:
        reader.wrong("fields", "needs the list of fields of the finding")
    note = reader.text("note", default="", longest=LONGEST_MESSAGE) or None
    if state == EXPLAINED and note is None:
        reader.wrong("note", "say what explains it")
    said = Review(reader.text("rule"), tuple(fields or ()), state, note, who, at)
    reader.end()
    return said


def review_out(said: Review) -> dict[str, Any]:
    head = {"rule": said.rule, "fields": list(said.fields)}
    return head | {"state": said.state, "note": said.note}
