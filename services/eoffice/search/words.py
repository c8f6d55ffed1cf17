"""What somebody looks for, as words: folded, with its stems, and marked where it stands. Pure.

The database folds what it files in the same way (`plain` and `number_words` of the migration
0006_mailbox): small letters and digits without accents. All words have to be there; the last one
may be the beginning of one. `600.1.9/187` is a number as it begins; where there is none, its parts
anywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

MOST_WORDS, LONGEST_WORD, SHORTEST_BEGINNING, SHORTEST_STEM = 16, 60, 3, 4
BEFORE, LENGTH = 60, 240  # characters of an excerpt: ahead of its first hit, and all of it
_WORD = re.compile(r"[^\W_]+")
_JOINED = re.compile(r"[^\W_]+(?:[./-]+[^\W_]+)+")
_NOT_NUMBER = re.compile(r"[^a-z0-9./-]+")
_MARKUP = re.compile(r"<[^>]*>|&[a-z#0-9]+;")
Parts = list[tuple[str, bool]]


def fold(text: str) -> str:
    """Return the text in small letters without accents; may be of another length."""
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize("NFKD", text)
    return "".join(one for one in bare if not "\u0300" <= one <= "\u036f").lower()


@dataclass(frozen=True)
class Sought:
    """Groups of words: of what was written with dots and slashes in it, or one word each."""

    groups: tuple[tuple[str, ...], ...]
    numbers: tuple[str, ...]  # beside each group: the number that it may begin, or nothing

    @property
    def words(self) -> list[str]:
        return [word for group in self.groups for word in group]

    @property
    def beginning(self) -> str:
        """The last word, where it is long enough to be the beginning of one, and no digits."""
        last = self.groups[-1][-1] if self.groups else ""
        return last if len(last) >= SHORTEST_BEGINNING and not last.isdigit() else ""


def sought(text: str) -> Sought:
    """Return what is looked for; without a letter or digit in it that is nothing."""
    groups, numbers, left = [], [], MOST_WORDS
    for chunk in fold(text).split():
        found = tuple(word[:LONGEST_WORD] for word in _WORD.findall(chunk))[:left]
        if not found:
            continue
        groups.append(found)
        numbers.append(_NOT_NUMBER.sub("", chunk) if _JOINED.search(chunk) else "")
        left -= len(found)
    return Sought(tuple(groups), tuple(numbers))


def tsqueries(wanted: Sought, stems: Mapping[str, str], endings: Sequence[str] = ()) -> list[str]:
    """Return the queries to ask until one finds something: numbers as they begin, then in parts.

    In parts every number of an office stands in a large share of all letters, which costs.
    """
    whole = [tsquery(wanted, stems, endings, parts=False)] if any(wanted.numbers) else []
    return [*whole, tsquery(wanted, stems, endings)]


def tsquery(
    wanted: Sought,
    stems: Mapping[str, str],
    endings: Iterable[str] = (),
    *,
    parts: bool = True,
) -> str:
    """Return the query for the database, as text; words hold letters and digits alone.

    `endings` are what the last word may be the beginning of. Without `parts` a number is found
    only as it begins.
    """
    found = []
    for group, number in zip(wanted.groups, wanted.numbers, strict=True):
        each = [f"'{stems.get(word, word)}'" for word in group]
        if group is wanted.groups[-1]:
            begun = [each[-1], *(f"'{one}'" for one in endings)]
            each[-1] = f"({' | '.join(begun)})" if len(begun) > 1 else each[-1]
        whole = f"({' & '.join(each)})"
        begins = [_number(number)] if number else []
        either = [*begins, *([whole] if parts or not number else [])]
        found.append(f"({' | '.join(either)})" if number else whole)
    return " & ".join(found)


def _number(text: str) -> str:
    """Return a number as it begins; a part that many begin with, such as 600.1, has to be whole."""
    begins = "/" in text or any(one.isalpha() for one in text)
    return f"'{text}':*" if begins else f"'{text}'"


class Marker:
    """Finds in a text what was looked for: the words, their stems, the beginning of the last."""

    def __init__(self, wanted: Sought, stems: Mapping[str, str]) -> None:
        words = wanted.words
        self._whole = set(words) | {stems.get(word, word) for word in words}
        self._stems = tuple(
            one for word in words if len(one := stems.get(word, word)) >= SHORTEST_STEM
        )
        self._begin = wanted.beginning
        self._parts = {*self._whole, *self._stems, *filter(None, [self._begin])}
        self._known: dict[str, bool] = {}  # as most words of a page come again and again

    def _hits(self, bare: str) -> bool:
        if bare in self._whole or (self._begin and bare.startswith(self._begin)):
            return True
        return any(stem in bare for stem in self._stems if not bare.isdigit())

    def _first(self, text: str) -> int:
        """Return a place before which no word is a hit: most texts of a page have none at all."""
        if not text.isascii():
            return 0
        low = text.lower()
        first = min((at for one in self._parts if (at := low.find(one)) >= 0), default=len(text))
        while first and text[first - 1].isalnum():
            first -= 1
        return first

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        known = self._known
        for one in _WORD.finditer(text, self._first(text)):
            word = one.group()
            found = known.get(word)
            if found is None:
                found = known[word] = self._hits(fold(word))
            if found:
                yield one.span()

    def marked(self, text: str) -> Parts:
        """Return the text in parts, each with whether it is what was looked for."""
        parts: Parts = []
        end = 0
        for start, stop in self.places(text):
            parts += [(text[end:start], False)] if start > end else []
            parts.append((text[start:stop], True))
            end = stop
        return [*parts, *([(text[end:], False)] if text[end:] else [])]

    def excerpt(self, texts: Iterable[str]) -> Parts:
        """Return a piece of the first text in which something is found, or of the first one."""
        first = ""
        for text in (clean(one) for one in texts if one):
            found = next(self.places(text), None)
            if found:
                return self.marked(_piece(text, found[0]))
            first = first or text
        return self.marked(_piece(first, 0))


def clean(text: str) -> str:
    """Return HTML as a line of plain text."""
    return " ".join(_MARKUP.sub(" ", text).split())


def _piece(text: str, hit: int) -> str:
    """Return the piece around a hit, cut between words."""
    start = 0 if hit <= BEFORE else text.rfind(" ", 0, hit - BEFORE) + 1
    piece = text[start : start + LENGTH]
    if start + LENGTH < len(text):
        piece = f"{piece[: piece.rfind(' ') if ' ' in piece else None]} …"
    return f"… {piece}" if start else piece
