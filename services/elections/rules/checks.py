"""Conditions that are ready to run, for every submission of an election night."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from services.elections.findings import Finding
from services.elections.rules.counting import Figures, Value
from services.elections.rules.expressions import FACTS
from services.elections.rules.expressions import OTHER_FACT as OTHER


@dataclass(frozen=True, slots=True)
class Check:
    """One condition. `difference` is by how much its left side is larger, 0 where it holds.

    It raises KeyError where a figure is not entered. `named` returns the fields that a finding
    names where these are not the same for every form.
    """

    rule: str
    severity: str
    message: str
    fields: tuple[str, ...]
    difference: Value
    named: Callable[[Figures], tuple[str, ...]] | None = None

    def told(self, figures: Figures) -> int | None:
        """Return the difference, or None where a figure is not entered."""
        try:
            return self.difference(figures)
        except KeyError:
            return None

    def finding(self, figures: Figures, difference: int) -> Finding:
        fields = self.fields if self.named is None else self.named(figures)
        return Finding(self.rule, self.severity, fields, self.message, difference)

    def finding_beside(self, difference: int, other: str) -> Finding:
        """Return the finding of a condition about facts; `other` is the other ballot's name."""
        mine = tuple(name for name in self.fields if not name.startswith(FACTS))
        message = self.message.replace("{other}", other)
        return Finding(self.rule, self.severity, mine, message, difference)


@dataclass(frozen=True)
class Facts:
    """What is known beside a form: the station's registered voters, and its other ballots."""

    station: Figures = field(default_factory=dict)
    others: tuple[tuple[str, Figures], ...] = ()

    def around(self, figures: Figures) -> list[tuple[str, dict[str, int]]]:
        """Return (other ballot's name, figures with these facts) for each other ballot."""
        mine = {**figures, **{f"station.dpt.{sex}": n for sex, n in self.station.items()}}
        named = [
            (name, mine | {f"other.{path}": figure for path, figure in theirs.items()})
            for name, theirs in self.others
        ]
        return named or [("", mine)]


@dataclass(frozen=True)
class Rules:
    """The conditions of one contest: those about its form, and those that need more facts."""

    form: tuple[Check, ...]
    across: tuple[Check, ...]

    @cached_property
    def alone(self) -> Rules:
        """These rules where a station has no other ballot."""
        mine = [one for one in self.across if not any(n.startswith(OTHER) for n in one.fields)]
        return Rules(self.form, tuple(mine))

    @cached_property
    def shared(self) -> frozenset[str]:
        """The figures that conditions about other ballots look at, in any of them."""
        names = (name for check in self.across for name in check.fields)
        return frozenset(name.removeprefix(OTHER) for name in names)

    def concerns_others(self, before: Figures, after: Figures) -> bool:
        """Tell whether a change of a form's figures may change what is said of its station."""
        return any(before.get(name) != after.get(name) for name in self.shared)

    def find(self, figures: Figures) -> tuple[Finding, ...]:
        """Return what is odd in a form; a rule speaks only when all its figures are entered."""
        found = []
        for check in self.form:
            try:
                difference = check.difference(figures)
            except KeyError:
                continue
            if difference:
                found.append(check.finding(figures, difference))
        return tuple(found)

    def find_across(self, figures: Figures, facts: Facts) -> tuple[Finding, ...]:
        """Return what is odd beside other facts; of several ballots, the one that differs most."""
        around = facts.around(figures)
        found = (_worst(check, around) for check in self.across)
        return tuple(one for one in found if one is not None)


def _worst(check: Check, around: Iterable[tuple[str, Figures]]) -> Finding | None:
    each = [(check.told(figures) or 0, name) for name, figures in around]
    difference, other = max(each, key=lambda one: abs(one[0]))
    return check.finding_beside(difference, other) if difference else None
