"""Take the fields of a JSON object one by one, and remember what is wrong with each."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from libs.kit import areas, clock
from libs.kit.errors import FieldError, Invalid

LONGEST = 200
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Reader:
    """A reader of one object; the readers of its parts share its list of errors.

    A value that is wrong comes back as an empty one of its type, so that all errors are found in
    one pass; `end` raises them.
    """

    def __init__(self, data: Any, path: str = "", errors: list[FieldError] | None = None) -> None:
        self.errors = [] if errors is None else errors
        self._path = path
        self._data: dict[str, Any] = data if isinstance(data, dict) else {}
        if not isinstance(data, dict):
            self.errors.append(FieldError(path.rstrip(".") or "body", "needs an object"))

    def wrong(self, name: str, message: str) -> None:
        self.errors.append(FieldError(self._path + name, message))

    def only(self, known: Collection[str]) -> None:
        """Refuse fields that nobody knows: a misspelt one would be lost in silence."""
        for name in self._data.keys() - set(known):
            self.wrong(str(name), "is not a field of this")

    def raw(self, name: str) -> Any:
        return self._data.get(name)

    def text(self, name: str, default: str | None = None, longest: int = LONGEST) -> str:
        value = self._data.get(name)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and "\0" in value:  # PostgreSQL holds none
            self.wrong(name, "holds a null character")
            return ""
        if not isinstance(value, str) or not 0 < len(value.strip()) <= longest:
            self.wrong(name, f"needs a text of 1 to {longest} characters")
            return ""
        return value.strip()

    def slug(self, name: str) -> str:
        value = self.text(name, longest=80)
        if value and not SLUG.fullmatch(value):
            self.wrong(name, "needs small letters, digits and single hyphens")
        return value

    def one_of(self, name: str, choices: Collection[str], default: str) -> str:
        value = self._data.get(name)
        if value is None:
            return default
        if value not in choices:
            self.wrong(name, f"needs one of {', '.join(choices)}")
            return default
        return str(value)

    def code(self, name: str, *lengths: int) -> str:
        value = self._data.get(name)
        if not isinstance(value, str) or not areas.is_area(value) or len(value) not in lengths:
            digits = " or ".join(str(length) for length in lengths)
            self.wrong(name, f"needs an area code of {digits} digits")
            return ""
        return value

    def flag(self, name: str) -> bool:
        value = self._data.get(name, False)
        if not isinstance(value, bool):
            self.wrong(name, "needs true or false")
        return value is True

    def integer(self, name: str, least: int, most: int, default: int | None = None) -> int:
        value = self._data.get(name, default)
        if type(value) is not int or not least <= value <= most:
            self.wrong(name, f"needs a whole number from {least} to {most}")
            return least
        return value

    def day(self, name: str) -> date:
        try:
            return date.fromisoformat(str(self._data.get(name)))
        except ValueError:
            self.wrong(name, "needs a date such as 2024-11-27")
            return date.min

    def moment(self, name: str) -> datetime | None:
        value = self._data.get(name)
        if value is None:
            return None
        try:
            return clock.from_text(str(value))
        except ValueError:
            self.wrong(name, "needs a time with a zone such as 2024-11-27T19:05:00+07:00")
            return None

    def part(self, name: str) -> Reader:
        return Reader(self._data.get(name), f"{self._path}{name}.", self.errors)

    def items(self, name: str, most: int) -> list[Reader]:
        """Return a reader for each object of a list of 1 to `most`."""
        value = self._data.get(name)
        if not isinstance(value, list) or not 1 <= len(value) <= most:
            self.wrong(name, f"needs a list of 1 to {most}")
            return []
        path = f"{self._path}{name}."
        return [Reader(item, f"{path}{place}.", self.errors) for place, item in enumerate(value)]

    def end(self) -> None:
        """Raise Invalid with all errors found, in the order of their fields."""
        if self.errors:
            raise Invalid(errors=tuple(self.errors))
