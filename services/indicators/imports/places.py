"""Areas as people name them: by code with or without dots, by name, near misses told. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_KINDS = {
    4: re.compile(r"^(kabupaten|kab|kota|regency|city)\b\.? *"),
    6: re.compile(r"^(kecamatan|kec|district|distrik|kapanewon|kemantren)\b\.? *"),
    10: re.compile(r"^(desa|kelurahan|kel|ds|village|nagari|gampong|kalurahan)\b\.? *"),
}
TOTALS = re.compile(r"(grand |sub)?(total|jumlah|rata-rata|rerata|average|sum)\b.*", re.IGNORECASE)
NOTES = re.compile(r"(sumber|catatan|keterangan|source|note|ket)\b.*", re.IGNORECASE)
CLOSE, MOST = 0.6, 3


class UnknownArea(Exception):
    """No area, or several, is named so; `near` are (code, name) that may be meant."""

    def __init__(self, message: str, near: list[tuple[str, str]]) -> None:
        super().__init__(message)
        self.near = near


@dataclass
class Places:
    """The areas that a file may name, by code; `digits` is the level that its column is of."""

    names: Mapping[str, str]
    digits: int | None = None
    _found: dict[tuple[str, str], str | UnknownArea] = field(default_factory=dict)
    _index: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for code, name in self.names.items():
            if self.digits in (None, len(code)):
                self._index.setdefault(plain(name), []).append(code)

    def find(self, text: str, within: str = "") -> str:
        """Return the code; raises UnknownArea. `within` is the code of an area around it."""
        key = text, within
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._look(text, within)
        if isinstance(found, UnknownArea):
            raise found
        return found

    def _look(self, text: str, within: str) -> str | UnknownArea:
        digits = text.strip().replace(".", "").replace(" ", "")
        if digits.isascii() and digits.isdigit():
            if digits in self.names:
                return digits
            return UnknownArea(f"{digits[:20]} is no area of this region", self._near_code(digits))
        hits = [code for code in self._index.get(plain(text), []) if code.startswith(within)]
        named = _level_of(text)
        if named is not None and len(hits) > 1:
            hits = [code for code in hits if len(code) == named] or hits
        if len(hits) == 1:
            return hits[0]
        if hits:
            near = [(code, self.names[code]) for code in hits[:MOST]]
            return UnknownArea(f"{text.strip()[:60]!r} is the name of {len(hits)} areas", near)
        return UnknownArea(f"no area is called {text.strip()[:60]!r}", self._near(text, within))

    def _near(self, text: str, within: str) -> list[tuple[str, str]]:
        close = difflib.get_close_matches(plain(text), self._index, MOST, CLOSE)
        codes = [code for name in close for code in self._index[name] if code.startswith(within)]
        return [(code, self.names[code]) for code in codes[:MOST]]

    def _near_code(self, digits: str) -> list[tuple[str, str]]:
        same = [code for code in self.names if len(code) == len(digits)]
        close = difflib.get_close_matches(digits, same, MOST, 0.8)
        return [(code, self.names[code]) for code in close]


def plain(name: str) -> str:
    """Return a name without its kind, marks and case: "Kec. Jati" is "jati"."""
    found = " ".join(name.casefold().split())
    for kind in _KINDS.values():
        bare = kind.sub("", found)
        if bare and bare != found:
            found = bare
            break
    return re.sub(r"[^a-z0-9]", "", found)


def _level_of(text: str) -> int | None:
    found = " ".join(text.casefold().split())
    return next((digits for digits, kind in _KINDS.items() if kind.match(found)), None)
