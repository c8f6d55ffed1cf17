"""The body of a letter: a small part of HTML, and two drafts held side by side.

What comes in is cleaned by an allow-list (nh3): structure and emphasis stay, and no address, style,
script, form or picture does, so that neither a screen nor the PDF can be made to fetch or run
anything. Attachments are how files go along.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

import nh3

TAGS = {
    "p", "br", "hr", "strong", "b", "em", "i", "u", "s", "sub", "sup", "ol", "ul", "li", "h2", "h3",
    "blockquote", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
LONGEST = 60_000
_BLOCK = re.compile(r"</?(?:p|br|hr|ol|ul|li|h2|h3|blockquote|table|thead|tbody|tr)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")


def clean(text: str) -> str:
    """Return the allowed part of the HTML; what it says is kept, scripts and styles are not."""
    return nh3.clean(text, tags=TAGS, attributes=ATTRIBUTES, link_rel=None, url_schemes=set())


def paragraphs(body: str) -> list[str]:
    """Return the text of a clean body, a line for each block; cells of a row are one line."""
    lines = (_TAG.sub(" ", part) for part in _BLOCK.split(body))
    found = (" ".join(html.unescape(line).split()) for line in lines)
    return [line for line in found if line]


def compare(before: str, after: str) -> list[dict[str, Any]]:
    """Return how one clean body became the other, by paragraphs and in them by words.

    Each is `{"change": "same" | "removed" | "added" | "changed", "parts": [[change, text], …]}`.
    """
    old, new = paragraphs(before), paragraphs(after)
    found: list[dict[str, Any]] = []
    for change, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if change == "equal":
            found += [{"change": "same", "parts": [["same", line]]} for line in old[a:b]]
            continue
        both = min(b - a, d - c)
        found += [_changed(x, y) for x, y in zip(old[a : a + both], new[c:d], strict=False)]
        found += [{"change": "removed", "parts": [["removed", x]]} for x in old[a + both : b]]
        found += [{"change": "added", "parts": [["added", y]]} for y in new[c + both : d]]
    return found


def _changed(before: str, after: str) -> dict[str, Any]:
    return {"change": "changed", "parts": list(_parts(before.split(), after.split()))}


def words(before: str, after: str) -> list[list[str]]:
    """Return how one line became the other: `[change, text]` in their order."""
    return list(_parts(before.split(), after.split()))


def _parts(old: Sequence[str], new: Sequence[str]) -> Iterator[list[str]]:
    for change, a, b, c, d in SequenceMatcher(a=old, b=new).get_opcodes():
        if change == "equal":
            yield ["same", " ".join(old[a:b])]
            continue
        if b > a:
            yield ["removed", " ".join(old[a:b])]
        if d > c:
            yield ["added", " ".join(new[c:d])]
