"""Pages of the archive as PDF: agenda books, lists of files, histories of letters.

Laid out in the process of `signing.engine`, as letters are; the values of a page are JSON.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markupsafe import Markup

from libs.kit.rendering import templates

FOLDER = Path(__file__).with_name("templates")
TEMPLATES = ("book", "list", "history", "dispositions")


def page(template: str, facts: dict[str, Any]) -> bytes:
    """Return the PDF of a template."""
    made: bytes = _laid_out(template, facts).write_pdf()
    return made


def _laid_out(template: str, facts: dict[str, Any]) -> Any:
    """Return the pages of a template; nothing in it is fetched from anywhere."""
    from weasyprint import HTML, URLFetcher  # noqa: PLC0415 - its libraries are for here alone

    nowhere = URLFetcher(allowed_protocols=())
    return HTML(string=html(template, facts), url_fetcher=nowhere).render()


def html(template: str, facts: dict[str, Any]) -> str:
    if template not in TEMPLATES:
        raise ValueError(template)
    style = Markup((FOLDER / "print.css").read_text())  # noqa: S704 - our own file
    return templates(FOLDER).get_template(f"{template}.html").render(**facts, style=style)


def begin() -> bool:
    """Begin a document of parts, which are laid out one after the other."""
    _parts.clear()
    return True


def add(template: str, facts: dict[str, Any]) -> int:
    """Lay out a part of it; returns how many pages there are now."""
    _parts.append(_laid_out(template, facts))
    return sum(len(one.pages) for one in _parts)


def end() -> bytes:
    """Return the parts as one PDF."""
    pages = [page for one in _parts for page in one.pages]
    made: bytes = _parts[0].copy(pages).write_pdf()
    _parts.clear()
    return made


_parts: list[Any] = []
