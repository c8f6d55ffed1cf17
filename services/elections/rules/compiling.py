"""Rules made ready to run: once for each contest and version of the rules.

What is a plain sum on both sides, as nearly all of it is, becomes a `Check`; the rest becomes
closures that count in whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from services.elections.rules import expressions
from services.elections.rules.checks import Check, Rules
from services.elections.rules.counting import Figures, Value, count, general, largest, plain
from services.elections.rules.domain import Rule, Tolerance
from services.elections.rules.expressions import (
    ALL,
    AT_LEAST,
    AT_MOST,
    FACTS,
    VOTES,
    Atom,
    Call,
    Condition,
    Figure,
    Group,
    Sum,
)


def compiled(
    rules: Iterable[Rule], vote_fields: tuple[str, ...], constants: Mapping[str, Fraction]
) -> Rules:
    """Make the rules ready for a contest with these candidates; raises Invalid for what is wrong.

    `constants` are the election's numbers by name, such as `election.dpt_limit`.
    """
    made = [one for rule in rules for one in _of_rule(rule, vote_fields, constants)]
    return Rules(
        tuple(one for one in made if not _needs_facts(one)),
        tuple(one for one in made if _needs_facts(one)),
    )


def _needs_facts(check: Check) -> bool:
    return any(name.startswith(FACTS) for name in check.fields)


def _of_rule(
    rule: Rule, vote_fields: tuple[str, ...], constants: Mapping[str, Fraction]
) -> Iterable[Check]:
    conditions = expressions.parse(rule.expression, constants)
    messages = rule.message.split("\n")
    for number, condition in enumerate(conditions):
        message = messages[number] if number < len(messages) else messages[0]
        for name, value in constants.items():
            message = message.replace(f"{{{name}}}", f"{float(value):g}")
        yield _check(rule, message, _expanded(condition, vote_fields))


def _check(rule: Rule, message: str, condition: Condition) -> Check:
    sides = (expressions.mentioned(side) for side in (condition.left, condition.right))
    names = dict.fromkeys(name for side in sides for name in side)
    fields = tuple(name for name in names if name != ALL)
    bound = _bound(condition, rule.tolerance)
    if bound is not None:
        return Check(rule.id, rule.severity, message, fields, largest(bound), _above(bound))
    difference = _difference(condition, rule.tolerance)
    return Check(rule.id, rule.severity, message, fields, difference, None if fields else tuple)


def _bound(condition: Condition, tolerance: Tolerance) -> int | None:
    """Return the limit of a condition that is about the largest figure of all, and no other."""
    difference, limit = condition.difference, -condition.difference.constant
    alone = difference.terms == ((Call("max", (Group(ALL),)), Fraction(1)),)
    if not alone or condition.operator != AT_MOST or tolerance.value or limit.denominator != 1:
        return None
    return int(limit)


def _above(bound: int) -> Callable[[Figures], tuple[str, ...]]:
    return lambda figures: tuple(name for name, figure in figures.items() if figure > bound)


def _difference(condition: Condition, tolerance: Tolerance) -> Value:
    difference, operator = condition.difference, condition.operator
    left = [atom for atom, factor in difference.terms if factor == 1]
    right = [atom for atom, factor in difference.terms if factor == -1]
    figures = all(isinstance(atom, Figure) for atom, _ in difference.terms)
    simple = figures and len(left) + len(right) == len(difference.terms)
    whole = difference.constant.denominator == 1
    if simple and left and whole and not tolerance.value and operator != AT_LEAST:
        return plain(_paths(left), _paths(right), -int(difference.constant), operator)
    return general(count(difference), operator, count(_allowed(condition, tolerance)))


def _paths(atoms: Iterable[Atom]) -> tuple[str, ...]:
    return tuple(atom.name for atom in atoms if isinstance(atom, Figure))


def _allowed(condition: Condition, tolerance: Tolerance) -> Sum:
    if not tolerance.percent:
        return Sum((), tolerance.value)
    size = Call("abs", (condition.right,))
    return Sum(((size, tolerance.value / 100),))


def _expanded(condition: Condition, votes: tuple[str, ...]) -> Condition:
    """Return the condition with the contest's own figures in the place of `votes`."""
    left, right = _with_votes(condition.left, votes), _with_votes(condition.right, votes)
    return Condition(left, condition.operator, right)


def _with_votes(side: Sum, votes: tuple[str, ...]) -> Sum:
    found = Sum((), side.constant)
    for atom, factor in side.terms:
        found = found.plus(_opened(atom, votes), factor)
    return found


def _opened(atom: Atom, votes: tuple[str, ...]) -> Sum:
    if isinstance(atom, Figure):
        return Sum(((atom, Fraction(1)),))
    each: list[Sum | Group] = []
    for one in atom.arguments:
        if one == Group(VOTES):
            each.extend(Sum(((Figure(name), Fraction(1)),)) for name in votes)
        else:
            each.append(one if isinstance(one, Group) else _with_votes(one, votes))
    if atom.function != "sum" or Group(ALL) in each:
        return Sum(((Call(atom.function, tuple(each)), Fraction(1)),))
    total = Sum()
    for part in each:
        total = total.plus(part) if isinstance(part, Sum) else total
    return total
