"""Lists in pages: `{"items": […], "next": opaque}`; `next` is handed back as `after`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from libs.kit.errors import FieldError, Invalid

T = TypeVar("T")
USUAL, MOST = 100, 1000


def asked(data: dict[str, Any]) -> tuple[int, str]:
    """Return (limit, after) of a request; a limit above MOST is cut, not refused."""
    limit, after = data.get("limit"), data.get("after")
    limit = USUAL if limit is None else limit
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise Invalid("not a page", (FieldError("limit", "needs a whole number from 1"),))
    if after is not None and not isinstance(after, str):
        raise Invalid("not a page", (FieldError("after", "needs the `next` of the page before"),))
    return min(limit, MOST), after or ""


def cut(rows: Sequence[T], limit: int, key: Callable[[T], str]) -> tuple[Sequence[T], str | None]:
    """Return the page and its `next`, from rows of which one more than `limit` was asked for."""
    page = rows[:limit]
    return page, key(page[-1]) if len(rows) > limit else None


def foreign() -> Invalid:
    """Return the error for an `after` that no page of the list gave."""
    return Invalid("not a page", (FieldError("after", "is not from this list"),))
