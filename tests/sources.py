"""The code as trees: what stands in what, who calls what."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.conventions import ROOT

CALLABLE = ast.FunctionDef | ast.AsyncFunctionDef


def called(node: ast.AST | None) -> str:
    """Return the last part of a dotted name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


class Source:
    """The modules, with who calls what and what stands in what."""

    def __init__(self, files: Iterable[Path], root: Path = ROOT) -> None:
        self.root = root
        self.trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in files}
        self.parents: dict[ast.AST, ast.AST] = {}
        self.path: dict[ast.AST, Path] = {}
        self.calls: dict[str, list[ast.Call]] = {}
        self.functions: dict[str, list[Any]] = {}
        self.classes: dict[str, ast.ClassDef] = {}
        self.imported: dict[Path, set[str]] = {path: set() for path in self.trees}
        for path, tree in self.trees.items():
            for node in ast.walk(tree):
                self._note(path, node)
        self.kinds = self._kinds("KendaliError")

    def _note(self, path: Path, node: ast.AST) -> None:
        self.path[node] = path
        for child in ast.iter_child_nodes(node):
            self.parents[child] = node
        if isinstance(node, ast.Call):
            self.calls.setdefault(called(node.func), []).append(node)
        elif isinstance(node, CALLABLE):
            self.functions.setdefault(node.name, []).append(node)
        elif isinstance(node, ast.ClassDef):
            self.classes[node.name] = node
        elif isinstance(node, ast.ImportFrom):
            self.imported[path] |= {one.name for one in node.names}

    def _kinds(self, root: str) -> set[str]:
        """Return the names of a class and of all that come of it."""
        found = {root}
        while True:
            more = {
                name
                for name, one in self.classes.items()
                if any(called(base) in found for base in one.bases)
            }
            if more <= found:
                return found
            found |= more

    def scopes(self, node: ast.AST) -> Iterator[Any]:
        """Return the functions that a node stands in, the innermost first."""
        while node in self.parents:
            node = self.parents[node]
            if isinstance(node, CALLABLE):
                yield node

    def file(self, node: ast.AST) -> str:
        return str(self.path[node].relative_to(self.root))

    def place(self, node: ast.AST) -> str:
        return f"{self.file(node)}:{getattr(node, 'lineno', 0)}"
