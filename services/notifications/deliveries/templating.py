"""Templates of messages: a small part of Jinja, in its sandbox, that ends soon whatever is written.

What may stand in one is listed by its node: text, values, `if`, `for` over a value, a few filters.
There is no call, no arithmetic and no loop in a loop, so that what a template costs is bounded by
its length and that of its values, before it is ever run.
"""

from __future__ import annotations

import functools
from typing import Any, NoReturn

from jinja2 import ChainableUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from libs.kit.errors import FieldError, Invalid
from services.notifications.deliveries.domain import LONGEST_SUBJECT, LONGEST_TEXT

LONGEST = 8_000  # characters of a template
FILTERS = frozenset({"upper", "lower", "title", "capitalize", "trim", "default", "d", "join"})
TESTS = frozenset({"defined", "undefined", "none", "in"})
ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr,
    nodes.Getitem, nodes.Filter, nodes.Test, nodes.If, nodes.CondExpr, nodes.Compare,
    nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.For, nodes.Concat,
)  # fmt: skip
VALUES = ("subject", "text", "link", "severity", "topic", "values")


class BadTemplate(Invalid):
    slug, title = "bad-template", "This template can't be used"


_environment = ImmutableSandboxedEnvironment(
    autoescape=False,
    undefined=ChainableUndefined,  # plain text; what is not there is empty
)
_environment.globals.clear()


def check(text: str, name: str) -> None:
    """Raise BadTemplate, with the line, for what may not stand in a template."""
    if len(text) > LONGEST:
        _refuse(name, f"needs {LONGEST} characters at most")
    try:
        tree = _environment.parse(text)
    except TemplateSyntaxError as error:
        _refuse(name, f"line {error.lineno}: {error.message}")
    except (RecursionError, MemoryError):
        _refuse(name, "is nested too deeply")
    _look(tree, name, 0)


def _look(node: nodes.Node, name: str, loops: int) -> None:
    line = f"line {node.lineno}"
    if not isinstance(node, ALLOWED):
        _refuse(name, f"{line}: {type(node).__name__.lower()} may not stand in a template")
    if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
        _refuse(name, f"{line}: {node.attr} is not a value")
    if isinstance(node, nodes.Getitem) and not isinstance(node.arg, nodes.Const):
        _refuse(name, f"{line}: only a plain name or number may stand in brackets")
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        _refuse(name, f"{line}: filter {node.name} is not one of {', '.join(sorted(FILTERS))}")
    if isinstance(node, nodes.Test) and node.name not in TESTS:
        _refuse(name, f"{line}: test {node.name} is not one of {', '.join(sorted(TESTS))}")
    if isinstance(node, nodes.For):
        loops += 1
        plain = isinstance(node.iter, nodes.Name | nodes.Getattr) and not node.recursive
        if loops > 1 or not plain:
            _refuse(name, f"{line}: a loop goes over a value, and not in another loop")
    for child in node.iter_child_nodes():
        _look(child, name, loops)


def render(subject: str, body: str, values: dict[str, Any]) -> tuple[str, str]:
    """Return the subject, in one line, and the text; raises BadTemplate."""
    title = _render(subject, values, LONGEST_SUBJECT, "subject")
    return one_line(title), _render(body, values, LONGEST_TEXT, "body").strip()


def one_line(text: str) -> str:
    """Return the text without what would end a line, so that no header becomes two."""
    plain = "".join(
        " " if ord(one) < ord(" ") or one in "\x7f\x85\u2028\u2029" else one for one in text
    )
    return " ".join(plain.split())[:LONGEST_SUBJECT]


@functools.lru_cache(maxsize=256)
def _compiled(text: str, name: str) -> Template:
    """Return the template, checked; what fan-outs to thousands share is compiled once."""
    check(text, name)
    return _environment.from_string(text)


def _render(text: str, values: dict[str, Any], most: int, name: str) -> str:
    template = _compiled(text, name)
    parts: list[str] = []
    size = 0
    try:
        for part in template.generate(values):
            parts.append(part)
            size += len(part)
            if size > 4 * most:
                _refuse(name, f"makes more than {4 * most} characters")
    except (SecurityError, TemplateError, TypeError, ValueError, ArithmeticError) as error:
        _refuse(name, f"can't be filled in: {error}")
    return "".join(parts)[:most]


def _refuse(name: str, why: str) -> NoReturn:
    raise BadTemplate(why, (FieldError(name, why),))
