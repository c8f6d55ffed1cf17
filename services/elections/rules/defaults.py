"""The rules that ship, from the file beside this one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

from services.elections.rules import compiling
from services.elections.rules.checks import Rules
from services.elections.rules.domain import EXACT, Rule, Tolerance

RESERVE_PERCENT = Fraction("2.5")  # of the DPT, in ballots, where an election says nothing else


@cache
def shipped() -> tuple[Rule, ...]:
    """Return the rules that every election starts from."""
    text = resources.files(__package__).joinpath("defaults.toml").read_text(encoding="utf-8")
    return tuple(_rule(one) for one in tomllib.loads(text)["rule"])


def constants(dpt_limit: int, reserve_percent: float | Fraction) -> dict[str, Fraction]:
    """Return the election's numbers that an expression may name."""
    return {
        "election.dpt_limit": Fraction(dpt_limit),
        "election.reserve_percent": Fraction(str(reserve_percent)),
    }


@cache
def compiled(vote_fields: tuple[str, ...], dpt_limit: int) -> Rules:
    """Make the rules that ship ready for a contest with these candidates."""
    return compiling.compiled(shipped(), vote_fields, constants(dpt_limit, RESERVE_PERCENT))


def _rule(given: Mapping[str, Any]) -> Rule:
    names = ("id", "expression", "severity", "message")
    rule_id, expression, severity, message = (str(given[name]).strip() for name in names)
    return Rule(rule_id, expression, severity, message, _tolerance(given.get("tolerance", {})))


def _tolerance(given: Mapping[str, Any]) -> Tolerance:
    for unit, value in given.items():
        return Tolerance(Fraction(str(value)), unit == "percent")
    return EXACT
