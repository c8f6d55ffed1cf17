"""Which texts an expression of the code may come to, read off its source.

A text is a tuple of its literal parts; between two of them stands what is filled in. Where a
message is a name, what the name may hold is looked up: in its function, in its module, with those
who call the function. What can't be followed is a `Silent`, for a person to look at.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.sources import Source, called

Text = tuple[str, ...]
HOLE: Text = ("", "")
Seen = frozenset[ast.AST]


@dataclass(frozen=True)
class Silent:
    """What is not written down where it is said; `hides` tells whether texts may be in it.

    What hides nothing passes on what another place says: an error's detail, an id.
    """

    code: str
    hides: bool


def shape(template: Text) -> str:
    return "{}".join(template)


class Reader:
    """Follows an expression to the texts that it may be."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def texts(self, node: ast.AST, seen: Seen = frozenset()) -> list[Text | Silent]:
        if node in seen:
            return []
        seen |= {node}
        read = getattr(self, f"_{type(node).__name__.lower()}", None)
        return read(node, seen) if read else [self._silent(node)]

    def _constant(self, node: ast.Constant, _seen: Seen) -> list[Text | Silent]:
        if node.value is None:
            return []
        return [(node.value,)] if isinstance(node.value, str) else [self._silent(node)]

    def _joinedstr(self, node: ast.JoinedStr, _seen: Seen) -> list[Text | Silent]:
        return list(_joined([[_literal(one)] for one in node.values]))

    def _binop(self, node: ast.BinOp, seen: Seen) -> list[Text | Silent]:
        if not isinstance(node.op, ast.Add):
            return [self._silent(node)]
        return list(_joined([self._parts(node.left, seen), self._parts(node.right, seen)]))

    def _ifexp(self, node: ast.IfExp, seen: Seen) -> list[Text | Silent]:
        return self.all([node.body, node.orelse], seen)

    def _boolop(self, node: ast.BoolOp, seen: Seen) -> list[Text | Silent]:
        return self.all(node.values, seen)

    def _namedexpr(self, node: ast.NamedExpr, seen: Seen) -> list[Text | Silent]:
        return self.texts(node.value, seen)

    def _subscript(self, node: ast.Subscript, seen: Seen) -> list[Text | Silent]:
        return self._values(node, node.value, seen)

    def _call(self, node: ast.Call, seen: Seen) -> list[Text | Silent]:
        if isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
            return self._values(node, node.func.value, seen) + self.all(node.args[1:], seen)
        return self._returned(node, called(node.func), seen)

    def all(self, nodes: Iterable[ast.AST], seen: Seen) -> list[Text | Silent]:
        return [text for node in nodes for text in self.texts(node, seen)]

    def _silent(self, node: ast.AST, name: str = "") -> Silent:
        if name:  # a parameter that nobody is seen to give
            return Silent(f"{self.source.file(node)}: {name}", hides=False)
        code = f"{self.source.file(node)}: {ast.unparse(node)}"
        return Silent(code, any(self._may_say(one) for one in ast.walk(node)))

    def _may_say(self, node: ast.AST) -> bool:
        match node:
            case ast.Constant(value=str(value)):
                return " " in value.strip()
            case ast.Call(func=ast.Name("str"), args=[ast.Name()]):
                return True
            case ast.Call(func=ast.Name() | ast.Attribute(value=ast.Name()) as function):
                return called(function) in self.source.functions
        return False

    def _parts(self, node: ast.AST, seen: Seen) -> list[Text]:
        found = [HOLE if isinstance(one, Silent) else one for one in self.texts(node, seen)]
        return found or [HOLE]

    def _values(self, node: ast.AST, table: ast.AST, seen: Seen) -> list[Text | Silent]:
        """Return the values of a dictionary that is written down."""
        if isinstance(table, ast.Name):
            found = list(self._assigned(table, table.id))
            table = found[0] if len(found) == 1 else table
        if isinstance(table, ast.Dict):
            return self.all(table.values, seen)
        return [self._silent(node)]

    def _assigned(self, at: ast.AST, name: str) -> Iterator[ast.AST]:
        """Return what is assigned to a name, in the functions around it or else in its module."""
        for scope in self.source.scopes(at):
            found = [value for node in ast.walk(scope) for value in given(node, name)]
            if found:
                yield from found
                return
        yield from self._in_module(self.source.path[at], name)

    def _in_module(self, path: Path, name: str, depth: int = 3) -> Iterator[ast.AST]:
        for node in self.source.trees[path].body:
            yield from given(node, name)
            if isinstance(node, ast.ImportFrom) and node.module and depth:
                named = any((one.asname or one.name) == name for one in node.names)
                yield from self._imported(node.module, name, depth - 1) if named else ()

    def _imported(self, module: str, name: str, depth: int) -> Iterator[ast.AST]:
        base = self.source.root / module.replace(".", "/")
        for path in (base.with_suffix(".py"), base / "__init__.py"):
            if path in self.source.trees:
                yield from self._in_module(path, name, depth)

    def _name(self, node: ast.Name, seen: Seen) -> list[Text | Silent]:
        name = node.id
        for scope in self.source.scopes(node):
            arguments = scope.args
            if any(one.arg == name for one in (*arguments.args, *arguments.kwonlyargs)):
                local = [value for one in ast.walk(scope) for value in given(one, name)]
                return self._passed(scope, name, seen) + self.all(local, seen)
            found = [value for one in ast.walk(scope) for value in given(one, name)]
            if found:
                return self.all(found, seen)
        found = list(self._in_module(self.source.path[node], name))
        return self.all(found, seen) if found else [self._silent(node)]

    def _attribute(self, node: ast.Attribute, seen: Seen) -> list[Text | Silent]:
        """Return what a dataclass is made with."""
        name = node.attr
        if called(node.value) != "self":
            return [self._silent(node)]
        owner = next(one for one in self._around(node) if isinstance(one, ast.ClassDef))
        names = [called(one.target) for one in owner.body if isinstance(one, ast.AnnAssign)]
        if name not in names:
            return [self._silent(node)]
        made = [one for one in self.source.calls.get(owner.name, ()) if self._near(one, owner)]
        return self.all(argued(made, names.index(name), name), seen)

    def _around(self, node: ast.AST) -> Iterator[ast.AST]:
        while node in self.source.parents:
            node = self.source.parents[node]
            yield node

    def _passed(self, function: Any, name: str, seen: Seen) -> list[Text | Silent]:
        """Return what a parameter is given, by all who call, or its default."""
        arguments = function.args
        names = [one.arg for one in arguments.args]
        owner = self.source.parents.get(function)
        asked = function.name
        if isinstance(owner, ast.ClassDef):
            names = names[1:]
            asked = owner.name if asked == "__init__" else asked
        calls = [one for one in self.source.calls.get(asked, ()) if self._near(one, function)]
        at = names.index(name) if name in names else len(names) + 99
        defaults = zip(reversed(arguments.args), reversed(arguments.defaults), strict=False)
        usual = [default for one, default in defaults if one.arg == name]
        found = [*argued(calls, at, name), *usual]
        return self.all(found, seen) if found else [self._silent(function, name)]

    def _near(self, call: ast.Call, definition: Any) -> bool:
        """Tell whether a call may be of this definition: a private name is of its own file."""
        mine, theirs = self.source.path[call], self.source.path[definition]
        if mine == theirs or isinstance(self.source.parents.get(definition), ast.ClassDef):
            return mine == theirs or not definition.name.startswith("_")
        known = self.source.imported[mine] & {theirs.stem, definition.name}
        return not definition.name.startswith("_") and bool(known)

    def _returned(self, call: ast.Call, name: str, seen: Seen) -> list[Text | Silent]:
        all_ = self.source.functions.get(name, [])
        found = [one for one in all_ if self.source.path[one] == self.source.path[call]] or all_
        if len(found) != 1:
            return [self._silent(call)]
        returned = [
            one.value
            for one in ast.walk(found[0])
            if isinstance(one, ast.Return) and one.value is not None
        ]
        return self.all(returned, seen) if returned else [self._silent(call)]


def given(node: ast.AST, name: str) -> Iterator[ast.AST]:
    """Return what a statement gives to a name; the statement itself where that is not told."""
    match node:
        case (
            ast.Assign(targets=[ast.Name(id=target)], value=value)
            | ast.AnnAssign(target=ast.Name(id=target), value=ast.AST() as value)
            | ast.NamedExpr(target=ast.Name(id=target), value=value)
        ) if target == name:
            yield value
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=value):
            yield from _unpacked(node, targets, [value], name)
        case (
            ast.For(target=ast.Name(id=target), iter=those)
            | ast.comprehension(target=ast.Name(id=target), iter=those)
        ) if target == name:
            yield from those.elts if isinstance(those, ast.Tuple | ast.List) else [those]
        case (
            ast.For(target=ast.Tuple(elts=targets), iter=those)
            | ast.comprehension(target=ast.Tuple(elts=targets), iter=those)
        ):
            rows = those.elts if isinstance(those, ast.Tuple | ast.List) else [those]
            yield from _unpacked(node, targets, rows, name)


def _unpacked(node: ast.AST, targets: Any, rows: Any, name: str) -> Iterator[ast.AST]:
    at = next((i for i, one in enumerate(targets) if called(one) == name), None)
    for row in rows if at is not None else ():
        whole = isinstance(row, ast.Tuple) and len(row.elts) == len(targets)
        yield row.elts[at] if whole else row


def argued(calls: Iterable[ast.Call], at: int, name: str) -> Iterator[ast.AST]:
    for call in calls:
        by_name = [one.value for one in call.keywords if one.arg == name]
        yield from by_name or call.args[at : at + 1]


def _literal(node: ast.AST) -> Text:
    return (str(node.value),) if isinstance(node, ast.Constant) else HOLE


def _joined(parts: list[list[Text]]) -> Iterator[Text]:
    for chosen in itertools.product(*parts):
        whole: Text = ("",)
        for one in chosen:
            whole = (*whole[:-1], whole[-1] + one[0], *one[1:])
        yield whole
