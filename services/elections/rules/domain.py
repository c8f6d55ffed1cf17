"""What a rule is, and how an election's own choices lie over the rules that ship."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from libs.kit.errors import Conflict, NotFound, PreconditionFailed

SEVERITIES = ("error", "warning")


class UnknownRule(NotFound):
    slug, title = "unknown-rule", "No such rule in this election"


class RuleShips(Conflict):
    slug, title = "rule-ships", "This rule ships with the software: switch it off instead"


@dataclass(frozen=True)
class Tolerance:
    """How far the sides may lie apart: so many, or so many percent of the right side."""

    value: Fraction = Fraction(0)
    percent: bool = False


EXACT = Tolerance()


@dataclass(frozen=True)
class Rule:
    """One rule. `expression` and `message` have a line for each condition.

    `own` tells that the election made it; `changed` that it differs from what ships. `version`
    counts how often the election said something of it.
    """

    id: str
    expression: str
    severity: str
    message: str
    tolerance: Tolerance = EXACT
    active: bool = True
    own: bool = False
    changed: bool = False
    version: int = 0

    def require_version(self, seen: int | None) -> None:
        """Raise PreconditionFailed when the rule moved on from what somebody saw of it."""
        if seen is not None and seen != self.version:
            text = f"{self.id} is in version {self.version} now"
            raise PreconditionFailed(text, version=self.version)


@dataclass(frozen=True)
class Choice:
    """What an election says of a rule; what is None stays as it ships."""

    id: str
    expression: str | None = None
    severity: str | None = None
    message: str | None = None
    tolerance: Tolerance | None = None
    active: bool | None = None
    version: int = 0


def least(choice: Choice, shipped: Rule | None) -> Choice:
    """Return the choice without what is as it ships, so that a later release may better it."""
    if shipped is None:
        return choice
    names = ("expression", "severity", "message", "tolerance", "active")
    same: dict[str, Any] = {
        name: None for name in names if getattr(choice, name) == getattr(shipped, name)
    }
    return replace(choice, **same)


def laid_over(shipped: Iterable[Rule], choices: Iterable[Choice]) -> dict[str, Rule]:
    """Return the election's rules: those that ship as it wants them, then its own by id."""
    rules = {rule.id: rule for rule in shipped}
    for choice in sorted(choices, key=lambda one: one.id):
        rules[choice.id] = chosen(choice, rules.get(choice.id))
    return rules


def chosen(choice: Choice, shipped: Rule | None) -> Rule:
    """Return the rule of a choice, over the one of this id that ships, if one does.

    A rule of one's own that has no message says its expression.
    """
    names = ("expression", "severity", "message", "tolerance", "active")
    said = {name: value for name in names if (value := getattr(choice, name)) is not None}
    if shipped is not None:
        changed = replace(shipped, **said)
        return replace(changed, changed=changed != shipped, version=choice.version)
    begun = {"id": choice.id, "expression": "", "severity": "error", "message": ""}
    rule = Rule(**begun | said, own=True, version=choice.version)
    return rule if rule.message else replace(rule, message=rule.expression)
