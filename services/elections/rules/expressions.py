"""Conditions on figures, read from text. They are parsed and never evaluated as code.

One condition stands on a line: two sides and `==`, `<=` or `>=` between them. A side is made of
figures (`users.dpt.total`, `votes.1`), facts (`station.dpt.total`, `other.users.total.total`, which
stands for each other ballot of the polling station), constants of the election, numbers, `+ - *`,
and `sum abs ceil min max`. `votes` are all candidates' votes, `figures` all that is entered.

Python's own parser makes the tree, of which only the nodes named here are let through. Every
product has a number on one side, so each side is a sum of terms: that is what is kept.
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from libs.kit.errors import FieldError, Invalid

LONGEST, MOST_LINES, DEEPEST = 300, 12, 40
LARGEST = 1_000_000  # of a number in an expression
EQUAL, AT_MOST, AT_LEAST = "==", "<=", ">="
VOTES, ALL = GROUPS = ("votes", "figures")
FACTS = STATION_FACT, OTHER_FACT = ("station.", "other.")
FUNCTIONS = ("sum", "abs", "ceil", "min", "max")
_OPERATORS: dict[type[ast.cmpop], str] = {ast.Eq: EQUAL, ast.LtE: AT_MOST, ast.GtE: AT_LEAST}
_SEXES = ("male", "female", "total")
_ROWS = ("dpt", "users.dpt", "users.dptb", "users.dpk", "users.total", "disabled")
PEOPLE = tuple(f"{row}.{sex}" for row in _ROWS for sex in _SEXES)
_BALLOTS = tuple(f"ballots.{name}" for name in ("received", "used", "returned", "unused"))
FIGURES = frozenset((*PEOPLE, *_BALLOTS, "valid", "invalid", "total"))
STATION = frozenset(f"station.dpt.{sex}" for sex in _SEXES)
# Votes of two ballots are never compared: who may vote for one need not vote for the other.
OTHER = frozenset(f"other.{name}" for name in (*PEOPLE, "ballots.received"))
_VOTES = re.compile(r"votes\.[1-9][0-9]{0,2}")
_OF_OTHER_VOTES = re.compile(r"other\.(votes\b.*|valid|invalid|total|ballots\..*)")
_FOREIGN = re.compile(r"[^A-Za-z0-9_.,+\-*<>=() \t]")
_NUMBERED = re.compile(r"\bvotes\.(?=[0-9])")  # no name in Python's eyes: read as votes_1


@dataclass(frozen=True)
class Figure:
    """A figure of the form, or a fact of the polling station, by its dotted name."""

    name: str


@dataclass(frozen=True)
class Group:
    """All figures of a kind, as what a function is taken of."""

    name: str


@dataclass(frozen=True)
class Call:
    function: str
    arguments: tuple[Sum | Group, ...]


Atom = Figure | Call


@dataclass(frozen=True)
class Sum:
    """A constant and terms, each so many times a figure or a function's value."""

    terms: tuple[tuple[Atom, Fraction], ...] = ()
    constant: Fraction = Fraction(0)

    def plus(self, other: Sum, times: Fraction = Fraction(1)) -> Sum:
        terms = dict(self.terms)
        for atom, factor in other.terms:
            terms[atom] = terms.get(atom, Fraction(0)) + factor * times
        kept = tuple((atom, factor) for atom, factor in terms.items() if factor)
        return Sum(kept, self.constant + other.constant * times)

    def times(self, factor: Fraction) -> Sum:
        return Sum().plus(self, factor)


@dataclass(frozen=True)
class Condition:
    """Two sides and what should hold between them."""

    left: Sum
    operator: str
    right: Sum

    @property
    def difference(self) -> Sum:
        return self.left.plus(self.right, Fraction(-1))


def parse(text: str, constants: Mapping[str, Fraction]) -> tuple[Condition, ...]:
    """Read the conditions, one a line; raises Invalid that names line and column of what is wrong.

    `constants` are the election's numbers by name.
    """
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        raise wrong(1, 1, "a condition is needed, such as total == valid + invalid")
    if len(lines) > MOST_LINES:
        raise wrong(lines[MOST_LINES][0], 1, f"more than {MOST_LINES} conditions")
    return tuple(_Line(number, line, constants).condition() for number, line in lines)


def wrong(line: int, column: int, message: str) -> Invalid:
    field = FieldError("expression", f"line {line}, column {column}: {message}")
    return Invalid("the expression can't be used", (field,))


def mentioned(part: Sum | Group | Atom) -> tuple[str, ...]:
    """Return the names of figures, facts and groups in a part, in their order."""
    if isinstance(part, (Figure, Group)):
        return (part.name,)
    inner = part.arguments if isinstance(part, Call) else [atom for atom, _ in part.terms]
    return tuple(dict.fromkeys(name for one in inner for name in mentioned(one)))


class _Line:
    """Reads one condition, and knows where it stands."""

    def __init__(self, number: int, text: str, constants: Mapping[str, Fraction]) -> None:
        self._number, self._constants = number, constants
        self._text = text.rstrip()
        self._start = len(text) - len(text.lstrip())
        self._readers: dict[type[ast.expr], Callable[[Any, int], Sum]] = {
            ast.Constant: self._constant,
            ast.BinOp: self._operation,
            ast.UnaryOp: self._sign,
            ast.Name: self._name,
            ast.Attribute: self._name,
            ast.Call: self._call,
        }

    def condition(self) -> Condition:
        self._check_text()
        node = self._tree()
        if not isinstance(node, ast.Compare):
            raise self._wrong(node, "a condition needs ==, <= or >= between two sides")
        if len(node.ops) > 1:
            raise self._wrong(node.comparators[1], "one comparison a line")
        operator = _OPERATORS.get(type(node.ops[0]))
        if operator is None:
            raise self._wrong(node, "compare with ==, <= or >=")
        found = Condition(self._sum(node.left, 0), operator, self._sum(node.comparators[0], 0))
        if not found.difference.terms:
            raise self._wrong(node, "it says nothing about a figure")
        names = (*mentioned(found.left), *mentioned(found.right))
        if ALL in names and any(name.startswith(FACTS) for name in names):
            raise self._wrong(node, f"{ALL} can't stand beside facts")
        return found

    def _check_text(self) -> None:
        if len(self._text) > LONGEST:
            raise wrong(self._number, LONGEST + 1, f"longer than {LONGEST} characters")
        foreign = _FOREIGN.search(self._text)
        if foreign:
            raise wrong(
                self._number, foreign.start() + 1, f"{foreign[0]!r} has no place in an expression"
            )

    def _tree(self) -> ast.expr:
        text = _NUMBERED.sub("votes_", self._text[self._start :])
        try:
            return ast.parse(text, mode="eval").body
        except SyntaxError as error:
            ended = not error.offset or error.lineno != 1
            place = len(text) if ended else (error.offset or 1) - 1
            lone = (
                text[place : place + 1] == "=" and "==" not in text[max(place - 1, 0) : place + 2]
            )
            message = "write == for equal" if lone else "this can't be read here"
            message = "something is missing at the end" if ended else message
            raise wrong(self._number, self._start + place + 1, message) from None
        except (RecursionError, MemoryError):
            raise wrong(self._number, 1, "nested too deep") from None

    def _sum(self, node: ast.expr, depth: int) -> Sum:
        if depth > DEEPEST:
            raise self._wrong(node, "nested too deep")
        reader = self._readers.get(type(node))
        if reader is None:
            raise self._wrong(node, "only figures, numbers, + - * and functions may stand here")
        return reader(node, depth + 1)

    def _constant(self, node: ast.Constant, _depth: int) -> Sum:
        value = node.value
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not value <= LARGEST:
            raise self._wrong(node, f"needs a number up to {LARGEST}")
        return Sum((), Fraction(str(value)))

    def _operation(self, node: ast.BinOp, depth: int) -> Sum:
        left, right = self._sum(node.left, depth), self._sum(node.right, depth)
        if isinstance(node.op, ast.Add):
            return left.plus(right)
        if isinstance(node.op, ast.Sub):
            return left.plus(right, Fraction(-1))
        if not isinstance(node.op, ast.Mult):
            raise self._wrong(node, "only + - and * are known")
        if left.terms and right.terms:
            raise self._wrong(node, "one side of * needs to be a number")
        return right.times(left.constant) if right.terms else left.times(right.constant)

    def _sign(self, node: ast.UnaryOp, depth: int) -> Sum:
        if not isinstance(node.op, ast.USub):
            raise self._wrong(node, "only figures, numbers, + - * and functions may stand here")
        return self._sum(node.operand, depth).times(Fraction(-1))

    def _name(self, node: ast.Name | ast.Attribute, _depth: int) -> Sum:
        name = self._path(node)
        if name in self._constants:
            return Sum((), self._constants[name])
        if name in GROUPS:
            raise self._wrong(node, f"{name} are many: take sum, min or max of them")
        if name in FIGURES | STATION | OTHER or _VOTES.fullmatch(name):
            return Sum(((Figure(name), Fraction(1)),))
        raise self._wrong(node, self._unknown(name))

    def _path(self, node: ast.expr) -> str:
        if isinstance(node, ast.Name):
            return _named(node.id)
        if isinstance(node, ast.Attribute):
            return f"{self._path(node.value)}.{_named(node.attr)}"
        raise self._wrong(node, "a name is needed before the dot")

    def _unknown(self, name: str) -> str:
        if _OF_OTHER_VOTES.fullmatch(name):
            return f"votes of two ballots are never compared, so {name} is no fact"
        known = [*FIGURES, *STATION, *OTHER, *self._constants]
        near = difflib.get_close_matches(name, sorted(known), 1)
        return f"no figure is called {name}" + (f"; is it {near[0]}?" if near else "")

    def _call(self, node: ast.Call, depth: int) -> Sum:
        function = node.func.id if isinstance(node.func, ast.Name) else ""
        if function not in FUNCTIONS or node.keywords:
            raise self._wrong(node, f"the functions are {', '.join(FUNCTIONS)}")
        arguments = tuple(self._argument(one, function, depth) for one in node.args)
        if not arguments or (function in ("abs", "ceil") and len(arguments) > 1):
            raise self._wrong(node, f"{function} needs {'a value' if not arguments else 'one'}")
        if Group(ALL) in arguments and len(arguments) > 1:
            raise self._wrong(node, f"{ALL} can't stand beside others in a function")
        if function == "sum":
            return self._added(arguments)
        return Sum(((Call(function, arguments), Fraction(1)),))

    def _added(self, arguments: tuple[Sum | Group, ...]) -> Sum:
        total = Sum()
        for one in arguments:
            part = Sum(((Call("sum", (one,)), Fraction(1)),)) if isinstance(one, Group) else one
            total = total.plus(part)
        return total

    def _argument(self, node: ast.expr, function: str, depth: int) -> Sum | Group:
        if isinstance(node, ast.Name) and node.id in GROUPS and function not in ("abs", "ceil"):
            return Group(node.id)
        return self._sum(node, depth)

    def _wrong(self, node: ast.expr, message: str) -> Invalid:
        return wrong(self._number, self._start + node.col_offset + 1, message)


def _named(text: str) -> str:
    """Return a part of a name as it was written."""
    return re.sub(r"^votes_(?=[0-9])", "votes.", text)
