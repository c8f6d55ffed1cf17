"""Text from outside, made plain: no control characters, bounded. Pure."""

from __future__ import annotations

import unicodedata


def line(text: str, longest: int) -> str:
    """Return the text as one line, without what controls a terminal, a header or the direction."""
    return " ".join(_kept(text, "").split())[:longest].strip()


def lines(text: str, longest: int) -> str:
    """Return the text with its lines, three in a row at most empty."""
    found: list[str] = []
    for one in _kept(text, "\n").replace("\r", "").split("\n"):
        plain = one.rstrip()
        if plain or found[-2:] != ["", ""]:
            found.append(plain)
    return "\n".join(found).strip()[:longest].strip()


def _kept(text: str, also: str) -> str:
    """Replace control and format characters (Unicode Cc, Cf, Cs) by spaces."""
    bad = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return "".join(
        one if one in also or unicodedata.category(one) not in bad else " " for one in text
    )
