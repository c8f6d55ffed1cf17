"""What is odd about a C.Hasil form. A finding is shown to people and never stops a result.

The rules are those printed on the form (Lampiran XVI PKPU 25/2023) and checked by tally-ho,
audit-sirekap and Bawaslu's own forms. Rule ids are stable: screens translate by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ERROR, WARNING = "error", "warning"
BOXES = 999  # a figure on the form has three digits
USERS = ("users.dpt", "users.dptb", "users.dpk")
SEXED = ("dpt", *USERS, "users.total", "disabled")


@dataclass(frozen=True, slots=True)
class Finding:
    """`difference` is by how much the left side of the rule is larger than the right one."""

    rule: str
    severity: str
    fields: tuple[str, ...]
    message: str
    difference: int


@dataclass(frozen=True, slots=True)
class Check:
    """The sum of `left` should equal the sum of `right` plus `limit`, or be at most that."""

    rule: str
    severity: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    message: str
    at_most: bool = False
    limit: int = 0

    def difference(self, figures: Mapping[str, int]) -> int:
        """Return left minus right; 0 where a figure is missing or the rule holds."""
        try:
            difference = sum([figures[name] for name in self.left]) - self.limit
            for name in self.right:
                difference -= figures[name]
        except KeyError:
            return 0
        return 0 if self.at_most and difference < 0 else difference

    def finding(self, difference: int) -> Finding:
        fields = (*self.left, *self.right)
        return Finding(self.rule, self.severity, fields, self.message, difference)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one contest's form."""

    vote_fields: tuple[str, ...]
    checks: tuple[Check, ...]

    @classmethod
    def of(cls, vote_fields: tuple[str, ...], dpt_limit: int) -> Rules:
        checks = (*_sexes(), *_users(), *_ballots(), *_sums(vote_fields), _limit(dpt_limit))
        return cls(vote_fields, checks)

    def find(self, figures: Mapping[str, int]) -> tuple[Finding, ...]:
        """Return what is odd; a rule speaks only when all its figures are entered."""
        found = [
            check.finding(difference)
            for check in self.checks
            if (difference := check.difference(figures)) != 0
        ]
        return (*found, *_too_large(figures), *self._blank(figures))

    def _blank(self, figures: Mapping[str, int]) -> Iterable[Finding]:
        if not any(figures.values()):
            text = "the form is blank or all zero"
            yield Finding("blank-or-zero", ERROR, tuple(figures), text, 0)
        elif not any(figures.get(name, 1) for name in self.vote_fields):
            yield Finding("blank-or-zero", ERROR, self.vote_fields, "no candidate has a vote", 0)


def _sexes() -> Iterable[Check]:
    for row in SEXED:
        parts = (f"{row}.male", f"{row}.female")
        text = f"{row}: male and female do not add up to the total"
        yield Check("sex-sum", ERROR, (f"{row}.total",), parts, text)


def _users() -> Iterable[Check]:
    for sex in ("total", "male", "female"):
        rule = "users-sum" if sex == "total" else "users-sum-by-sex"
        parts = tuple(f"{row}.{sex}" for row in USERS)
        text = f"users ({sex}) are not the sum of those in DPT, DPTb and DPK"
        yield Check(rule, ERROR, (f"users.total.{sex}",), parts, text)
    text = "more users from the DPT than the DPT has voters"
    yield Check("users-above-dpt", ERROR, ("users.dpt.total",), ("dpt.total",), text, at_most=True)
    text = "more disabled users than users"
    left, right = ("disabled.total",), ("users.total.total",)
    yield Check("disabled-above-users", WARNING, left, right, text, at_most=True)


def _ballots() -> Iterable[Check]:
    parts = ("ballots.used", "ballots.returned", "ballots.unused")
    text = "ballots received are not those used, returned and unused together"
    yield Check("ballots-sum", ERROR, ("ballots.received",), parts, text)


def _sums(vote_fields: tuple[str, ...]) -> Iterable[Check]:
    text = "the candidates' votes do not add up to the valid votes"
    yield Check("votes-sum", ERROR, vote_fields, ("valid",), text)
    text = "the total is not valid and invalid votes together"
    yield Check("total-sum", ERROR, ("total",), ("valid", "invalid"), text)
    users = ("users.total.total",)
    text = "more votes than users"
    yield Check("total-above-users", ERROR, ("total",), users, text, at_most=True)
    text = "votes and users differ"
    yield Check("total-not-users", WARNING, ("total",), users, text)
    text = "votes and ballots used differ"
    yield Check("total-not-ballots", WARNING, ("total",), ("ballots.used",), text)


def _limit(dpt_limit: int) -> Check:
    text = f"more voters than a polling station may have ({dpt_limit})"
    return Check("dpt-limit", WARNING, ("dpt.total",), (), text, at_most=True, limit=dpt_limit)


def _too_large(figures: Mapping[str, int]) -> Iterable[Finding]:
    large = tuple(name for name, figure in figures.items() if figure > BOXES)
    if large:
        text = "a figure of more than three digits does not fit the form"
        beyond = max(figures[name] for name in large) - BOXES
        yield Finding("figure-range", ERROR, large, text, beyond)
