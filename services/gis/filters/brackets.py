"""Make a filter's text safe to parse.

The `cql2` package's grammar tries what stands in brackets as an expression and again as a list.
Text that is wrong somewhere inside n brackets takes it 2**n tries: 25 open brackets keep a process
busy for a minute, and a few thousand overflow its stack. A function's brackets are tried once. So
each bracket that groups becomes a call of the function MARK, which `reading` takes off again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from services.gis.filters.domain import MOST_DEPTH, MOST_NODES, bad

MARK = "\u01c3"  # a letter (of Khoekhoe), so the grammar takes it for a name; nobody calls it so

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    | (?P<quoted>'(?:[^']|'')*' | "(?:[^"]|"")*")
    | (?P<word>[^\W\d_][\w.:]*)
    | (?P<number>\d[\w.]*)
    | (?P<open>\() | (?P<close>\)) | (?P<comma>,)
    | (?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)
_WORDS = {"AND", "OR", "NOT", "BETWEEN", "IN", "LIKE", "IS", "NULL", "DIV"}  # before a group
_SINGLE = ("POINT", "LINESTRING", "POLYGON")
_SHAPES = {*_SINGLE, *(f"MULTI{one}" for one in _SINGLE), "GEOMETRYCOLLECTION"}
_DIMENSIONS = {"Z", "M", "ZM"}
_DEEPEST_SHAPE = 4  # GEOMETRYCOLLECTION(MULTIPOLYGON(((


@dataclass
class _Scan:
    """What was read so far: `shape` says that a geometry's brackets may follow or are open."""

    depth: int = 0
    shape_depth: int = 0
    shape: bool = False
    callable: bool = False  # the last token may be a function's name
    tokens: int = 0
    marks: list[int] = field(default_factory=list)

    def take(self, token: re.Match[str]) -> None:
        kind = token.lastgroup or ""
        if kind == "open":
            self._open(token.start())
        elif kind == "close":
            self._close()
        elif kind == "comma":
            self.shape = self.callable = False
        elif kind != "space" and not self.shape_depth:
            self._word(kind, token.group())

    def _open(self, place: int) -> None:
        self.depth += 1
        if self.shape or self.shape_depth:
            self.shape_depth += 1
        elif not self.callable:
            self.marks.append(place)
        if self.depth > MOST_DEPTH or self.shape_depth > _DEEPEST_SHAPE:
            raise bad((), f"has too many brackets in each other at character {place + 1}")
        self.shape = self.callable = False

    def _close(self) -> None:
        self.depth -= 1
        self.shape_depth = max(0, self.shape_depth - 1)
        self.shape = self.callable = False

    def _word(self, kind: str, text: str) -> None:
        self.tokens += 1
        if self.tokens > 2 * MOST_NODES:
            raise bad((), f"has more than {MOST_NODES} operations, names and values")
        upper = text.upper()
        self.shape = upper in _SHAPES or (self.shape and upper in _DIMENSIONS)
        self.callable = kind == "quoted" or (kind == "word" and upper not in _WORDS)


@dataclass(frozen=True)
class Marked:
    """The text with a MARK before each bracket that groups, and where in the original they are."""

    text: str
    marks: tuple[int, ...]

    def original(self, place: int) -> int:
        """Return where in the original text this place of the marked text is."""
        before = sum(1 for number, mark in enumerate(self.marks) if mark + number < place)
        return place - before


def mark(text: str) -> Marked:
    """Mark the brackets that group. Raises BadFilter for text that is too deep or too long."""
    scan = _Scan()
    for token in _TOKEN.finditer(text):
        scan.take(token)
    return Marked("".join(_pieces(text, scan.marks)), tuple(scan.marks))


def _pieces(text: str, marks: list[int]) -> Iterator[str]:
    begin = 0
    for place in marks:
        yield text[begin:place]
        yield MARK
        begin = place
    yield text[begin:]
