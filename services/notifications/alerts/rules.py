"""Routing rules: which alerts a rule takes, whom it tells, what it passes on to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Protocol

from libs.kit.errors import Invalid
from services.notifications.alerts.domain import SEVERITIES
from services.notifications.recipients.domain import Target

STOPPED = "stop"  # why a rule is not asked: one before it ended the list
LABELS = ("topic", "area", "severity", "source", "exercise")


class RulesInACircle(Invalid):
    slug, title = "rules-in-a-circle", "Rules would pass alerts on in a circle"


class Facts(Protocol):
    """What a matcher asks of an alert, or of one that might be raised."""

    @property
    def key(self) -> str: ...
    @property
    def topic(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def area(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def exercise(self) -> bool: ...


@dataclass(frozen=True)
class Match:
    """What has to hold; what is empty or None matches everything.

    `topic` is that one and what lies below it; `severity` the least, `most` the worst that match;
    `area` a prefix; `key` the alert's own; `hours` from and until, over midnight where the first
    is later; `weekdays` with Monday as 1.
    """

    topic: str = ""
    severity: str = ""
    most: str = ""
    area: str = ""
    source: str = ""
    key: str = ""
    exercise: bool | None = None
    hours: tuple[time, time] | None = None
    weekdays: tuple[int, ...] = ()

    def misses(self, one: Facts, local: datetime) -> str:
        """Return what does not hold, empty where all does; `local` is in the region's zone."""
        level, least = SEVERITIES.index(one.severity), self.severity or SEVERITIES[0]
        holds = {
            "topic": not self.topic or one.topic == self.topic or self._is_below(one.topic),
            "severity": level >= SEVERITIES.index(least),
            "most": level <= SEVERITIES.index(self.most or SEVERITIES[-1]),
            "area": one.area.startswith(self.area),
            "source": self.source in ("", one.source),
            "key": self.key in ("", one.key),
            "exercise": self.exercise in (None, one.exercise),
            "hours": self.hours is None or within(local.time(), *self.hours),
            "weekdays": not self.weekdays or local.isoweekday() in self.weekdays,
        }
        return next((name for name, value in holds.items() if not value), "")

    def _is_below(self, topic: str) -> bool:
        return topic.startswith(f"{self.topic}.")


def within(now: time, begins: time, ends: time) -> bool:
    """Tell whether it is between the two, the end excluded, over midnight where that is later."""
    if begins <= ends:
        return begins <= now < ends
    return now >= begins or now < ends


@dataclass(frozen=True)
class Rule:
    """A rule, as docs/notifications/alerts.md has it; `version` 0 is one of the defaults."""

    code: str
    name: str
    order: int
    match: Match
    targets: tuple[Target, ...] = ()
    channels: tuple[str, ...] = ()
    group_by: tuple[str, ...] = ()
    wait: timedelta = timedelta(0)
    chain: str = ""
    pass_to: tuple[str, ...] = ()
    entry: bool = True
    wall: bool = False
    public: bool = False
    stop: bool = False
    version: int = 0

    def gathering(self, one: Facts) -> str:
        """Return the key of what is gathered into one message: the rule and equal labels.

        What belongs to an exercise is never in one message with what is real.
        """
        labels = dict.fromkeys((*self.group_by, "exercise"))
        return "|".join([self.code, *(f"{name}={getattr(one, name)}" for name in labels)])


@dataclass
class Plan:
    """Who takes an alert: the rules in the order in which they do, and why others do not."""

    taken: list[Rule] = field(default_factory=list)
    missed: dict[str, str] = field(default_factory=dict)
    wall: bool = False
    public: bool = False


def plan(rules: Iterable[Rule], one: Facts, local: datetime) -> Plan:
    """Ask the rules in their order; `local` is the moment in the region's zone.

    What belongs to an exercise is never for the public.
    """
    found = Plan()
    ordered = sorted(rules, key=lambda rule: (rule.order, rule.code))
    by_code = {rule.code: rule for rule in ordered}
    stopped = False
    for rule in ordered:
        if rule.entry and stopped:
            found.missed[rule.code] = STOPPED
        elif rule.entry:
            stopped = _ask(rule, by_code, one, local, found) and rule.stop
    found.wall = any(rule.wall for rule in found.taken)
    found.public = any(rule.public for rule in found.taken) and not one.exercise
    return found


def _ask(rule: Rule, by_code: Mapping[str, Rule], one: Facts, local: datetime, found: Plan) -> bool:
    """Have the rule take the alert where it matches, and pass it on; says whether it did."""
    missed = rule.match.misses(one, local)
    if missed:
        found.missed[rule.code] = missed
        return False
    if rule in found.taken:  # passed on by two
        return True
    found.taken.append(rule)
    for code in rule.pass_to:
        if code in by_code:
            _ask(by_code[code], by_code, one, local, found)
    return True


def wait_of(rule: Rule, severity: str) -> timedelta:
    """Return how long the rule gathers before it tells: what is critical waits for nobody."""
    return timedelta(0) if severity == "critical" else rule.wait


def refuse_circles(passing: Mapping[str, Sequence[str]]) -> None:
    """Raise RulesInACircle, which names the path, where rules lead back to themselves."""
    done: set[str] = set()
    for start in passing:
        _walk(start, passing, [], done)


def _walk(code: str, passing: Mapping[str, Sequence[str]], path: list[str], done: set[str]) -> None:
    if code in path:
        circle = " → ".join([*path[path.index(code) :], code])
        raise RulesInACircle(f"{circle}: what is passed on would never end", path=circle)
    if code in done:
        return
    for other in passing.get(code, ()):
        _walk(other, passing, [*path, code], done)
    done.add(code)
