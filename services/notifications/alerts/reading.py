"""dict → rules, chains, matchers: what people set. Raises Invalid that names every field. Pure."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Any

from libs.kit.reading import Reader
from services.notifications.alerts.chains import Chain, Step
from services.notifications.alerts.domain import LONGEST_KEY, SEVERITIES
from services.notifications.alerts.rules import LABELS, Match, Rule
from services.notifications.recipients.domain import GROUP, KINDS, ON_CALL, Target

TOPIC = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)*")
CHANNEL = re.compile(r"[a-z][a-z0-9_]{0,39}")
AREA = re.compile(r"[0-9]{0,13}")
MOST_TARGETS, MOST_STEPS, MOST_PASSED, MOST_CHANNELS = 50, 20, 20, 12
LONGEST_WAIT_MINUTES, LONGEST_GATHERING, LONGEST_CHAIN = 7 * 1440, 86_400, 30 * 1440
MATCHED = (
    "topic", "severity", "most", "area", "source", "key", "exercise", "hours", "weekdays",
)  # fmt: skip
_RULE = (
    "code", "name", "order", "match", "targets", "channels", "group", "chain", "pass_to", "entry",
    "wall", "public", "stop",
)  # fmt: skip


def rule(data: Any, version: int = 0) -> Rule:
    """Read a rule."""
    reader = Reader(data)
    reader.only(_RULE)
    by, wait = _group(reader)
    found = Rule(
        code=reader.slug("code"),
        name=reader.text("name", longest=120),
        order=reader.integer("order", 0, 10_000),
        match=match(reader.part("match")) if reader.raw("match") is not None else Match(),
        targets=targets(reader),
        channels=channels(reader),
        group_by=by,
        wait=wait,
        chain=reader.slug("chain") if reader.raw("chain") else "",
        pass_to=_codes(reader, "pass_to"),
        entry=True if reader.raw("entry") is None else reader.flag("entry"),
        version=version,
        **{name: reader.flag(name) for name in ("wall", "public", "stop")},
    )
    if not reader.errors and not does_something(found):
        reader.wrong("targets", "needs somebody, or a chain, the wall, the public, or pass_to")
    reader.end()
    return found


def does_something(one: Rule) -> bool:
    """Tell whether the rule tells anybody, or stops: one that does neither is a slip."""
    return bool(one.targets or one.chain or one.pass_to or one.wall or one.public or one.stop)


def match(reader: Reader) -> Match:
    """Read a matcher; the caller ends the reader."""
    reader.only(MATCHED)
    area = _pattern(reader, "area", AREA, "needs the beginning of an area code")
    topic = _pattern(reader, "topic", TOPIC, "needs words with dots, such as incident.flood")
    words = {name: _optional(reader, name) for name in ("source", "key")}
    levels = {name: reader.one_of(name, SEVERITIES, "") for name in ("severity", "most")}
    exercise = None if reader.raw("exercise") is None else reader.flag("exercise")
    hours, days = _hours(reader), _weekdays(reader)
    return Match(
        **levels, **words, topic=topic, area=area, exercise=exercise, hours=hours, weekdays=days
    )


def targets(reader: Reader, *, needed: bool = False) -> tuple[Target, ...]:
    """Read `{"targets": [{"kind", "code"}]}`; an agency's code may be empty, for every agency."""
    if not reader.raw("targets") and not needed:
        return ()
    return tuple(_target(one) for one in reader.items("targets", MOST_TARGETS))


def _target(reader: Reader) -> Target:
    reader.only(("kind", "code"))
    kind = reader.one_of("kind", KINDS, "")
    if not kind and reader.raw("kind") is None:
        reader.wrong("kind", f"needs one of {', '.join(KINDS)}")
    anybody = kind == ON_CALL and not reader.raw("code")
    longest = 80 if kind == GROUP else 200
    return Target(kind, "" if anybody else reader.text("code", longest=longest))


def channels(reader: Reader) -> tuple[str, ...]:
    """Read names of channels; none stands for each reader's own."""
    value = reader.raw("channels") or []
    good = isinstance(value, list) and len(value) <= MOST_CHANNELS
    if not good or not all(isinstance(one, str) and CHANNEL.fullmatch(one) for one in value):
        reader.wrong("channels", f"needs a list of at most {MOST_CHANNELS} names of channels")
        return ()
    return tuple(value)


def chain(data: Any, version: int = 0) -> Chain:
    """Read a chain."""
    reader = Reader(data)
    reader.only(("code", "name", "steps", "expires_minutes"))
    code, name = reader.slug("code"), reader.text("name", longest=120)
    steps = tuple(_step(one) for one in reader.items("steps", MOST_STEPS))
    expires = None
    if reader.raw("expires_minutes") is not None:
        expires = timedelta(minutes=reader.integer("expires_minutes", 1, LONGEST_CHAIN))
    reader.end()
    return Chain(code, name, steps, expires, version)


def _step(reader: Reader) -> Step:
    reader.only(("wait_minutes", "targets", "channels", "repeat"))
    wait = timedelta(minutes=reader.integer("wait_minutes", 0, LONGEST_WAIT_MINUTES))
    repeat = reader.integer("repeat", 0, 20, default=0)
    if repeat and not wait:
        reader.wrong("wait_minutes", "needs a minute at least where a step is repeated")
    return Step(wait, targets(reader, needed=True), channels(reader), repeat)


def _group(reader: Reader) -> tuple[tuple[str, ...], timedelta]:
    if reader.raw("group") is None:
        return (), timedelta(0)
    part = reader.part("group")
    part.only(("by", "wait_seconds"))
    wait = timedelta(seconds=part.integer("wait_seconds", 0, LONGEST_GATHERING))
    by = part.raw("by") or []
    if not isinstance(by, list) or not all(one in LABELS for one in by):
        part.wrong("by", f"needs a list of {', '.join(LABELS)}")
        by = []
    return tuple(by), wait


def _codes(reader: Reader, name: str) -> tuple[str, ...]:
    value = reader.raw(name) or []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        reader.wrong(name, "needs a list of codes")
        return ()
    if len(value) > MOST_PASSED:
        reader.wrong(name, f"has more than {MOST_PASSED}")
    return tuple(value)


def _optional(reader: Reader, name: str) -> str:
    return reader.text(name, longest=LONGEST_KEY) if reader.raw(name) else ""


def _pattern(reader: Reader, name: str, pattern: re.Pattern[str], message: str) -> str:
    value = reader.raw(name) or ""
    if value and not (isinstance(value, str) and pattern.fullmatch(value)):
        reader.wrong(name, message)
        return ""
    return str(value)


def _hours(reader: Reader) -> tuple[time, time] | None:
    value = reader.raw("hours")
    if value is None:
        return None
    try:
        begins, ends = (time.fromisoformat(one) for one in value)
    except (TypeError, ValueError):
        reader.wrong("hours", 'needs two times of the day, such as ["18:00", "06:00"]')
        return None
    return begins.replace(tzinfo=None), ends.replace(tzinfo=None)


def _weekdays(reader: Reader) -> tuple[int, ...]:
    value = reader.raw("weekdays")
    if value is None:
        return ()
    good = isinstance(value, list) and all(type(one) is int and 1 <= one <= 7 for one in value)
    if not good:
        reader.wrong("weekdays", "needs a list of 1 (Monday) to 7 (Sunday)")
        return ()
    return tuple(sorted(set(value)))
