"""Why a file is refused as a whole."""

from __future__ import annotations


class Wrong(Exception):
    """A slug, and a text for people."""

    def __init__(self, slug: str, detail: str) -> None:
        super().__init__(detail)
        self.slug, self.detail = slug, detail
