"""Templates of what is said, and which of them a text was made of."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter
from types import MappingProxyType

LONGEST = 2000  # characters of a text that is looked at
DEEPEST = 3
SAID = "said"  # what a hole begins with that holds something said itself
# Holes that hold slugs, and the table of a file that has words for them: a state is a word in
# one service and another one in the next.
SLUGS = frozenset({"state", "needed", "step", "secrecy", "fate", "side", "level"})
SLUG_WORDS = "words"
_BETWEEN = re.compile(r"(, | or )")


@dataclass(frozen=True)
class Template:
    """`at most {most} bytes`: between two of its literal `parts` stands a hole."""

    parts: tuple[str, ...]
    holes: tuple[str, ...]
    words: str
    slugs: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def weight(self) -> int:
        """How much of a text it tells: of two that fit, the heavier one is meant."""
        return sum(map(len, self.parts))

    def read(self, text: str) -> dict[str, str] | None:
        """Return what stands in the holes, or None where the text is not made of this.

        Each part is looked for behind the one before it, the last one at the end: no way back, so
        that no text takes long.
        """
        first, *others, last = self.parts
        at, end = len(first), len(text) - len(last)
        if not text.startswith(first) or not text.endswith(last) or at > end:
            return None
        found = []
        for part in others:
            here = text.find(part, at, end)
            if here < 0:
                return None
            found.append(text[at:here])
            at = here + len(part)
        return dict(zip(self.holes, [*found, text[at:end]], strict=True))


def template(text: str, words: str, slugs: Mapping[str, str] = MappingProxyType({})) -> Template:
    """Return the template of a line of the catalogue; braces are doubled where they are meant."""
    parts, holes = [""], []
    for literal, hole, _, _ in Formatter().parse(text):
        parts[-1] += literal
        if hole is not None:
            holes.append(hole)
            parts.append("")
    return Template(tuple(parts), tuple(holes), words, slugs)


class Catalogue:
    """What is said, in another language."""

    def __init__(self, every: Iterable[Template]) -> None:
        every = tuple(every)
        self._whole = {one.parts[0]: one.words.format() for one in every if not one.holes}
        patterns = (one for one in every if one.holes)
        self._patterns = sorted(patterns, key=lambda one: one.weight, reverse=True)

    def told(self, text: str, deep: int = 0) -> str:
        """Return the text in the other language; one that nobody knows stays as it is."""
        known = self._whole.get(text)
        if known is not None or len(text) > LONGEST or deep > DEEPEST:
            return text if known is None else known
        for one in self._patterns:
            holes = one.read(text)
            if holes is not None:
                return one.words.format(**self._filled(one, holes, deep))
        return text

    def _filled(self, one: Template, holes: dict[str, str], deep: int) -> dict[str, str]:
        found = dict(holes)
        for name, value in holes.items():
            if name.startswith(SAID):
                found[name] = self.told(value, deep + 1)
            elif name in SLUGS:
                found[name] = _worded(value, one.slugs)
        return found


def _worded(slugs: str, words: Mapping[str, str]) -> str:
    """Return slugs in words: `draft or review` as `draf atau diperiksa`."""
    parts = _BETWEEN.split(slugs)
    return "".join({" or ": " atau "}.get(part) or words.get(part, part) for part in parts)


def templates(files: Iterable[Path]) -> list[Template]:
    """Return the templates of catalogues; raises ValueError for what stands in two of them."""
    files = tuple(files)
    lines(files)
    return [
        template(text, words, slugs_of(path))
        for path in files
        for text, words in lines([path]).items()
    ]


def slugs_of(path: Path) -> dict[str, str]:
    """Return the words that a catalogue has for slugs."""
    found: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8")).get(SLUG_WORDS, {})
    return found


def lines(files: Iterable[Path]) -> dict[str, str]:
    """Return what stands in catalogues; raises ValueError for what stands in two of them."""
    found: dict[str, str] = {}
    for path in files:
        new = tomllib.loads(path.read_text(encoding="utf-8"))
        new.pop(SLUG_WORDS, None)
        twice = found.keys() & new.keys()
        if twice:
            raise ValueError(f"{path.name}: {', '.join(sorted(twice))} stands elsewhere too")
        found |= new
    return found
