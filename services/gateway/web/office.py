"""The pages of the e-office: their frame, and the page of the organisation.

A page is a route that answers `office_page(template, id, words)`, its template an heir of
office/base.html; a `Link` in SIDE leads there. docs/eoffice/README.md says how one is added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response
from flask_babel import lazy_gettext as _

from services.gateway.routing import roles, route
from services.gateway.web import office_strings
from services.gateway.web.console import console_page

OFFICIALS = roles("officer", "admin")


@dataclass(frozen=True)
class Link:
    """A page that the side of every e-office page leads to; `label` is a lazy text."""

    id: str
    label: Any
    href: str


@dataclass(frozen=True)
class Section:
    """Links under a heading."""

    label: Any
    links: tuple[Link, ...]


SIDE: list[Section] = [
    Section(
        _("Tata kelola"),
        (Link("organisation", _("Organisasi"), "/office/organisation"),),
    ),
]

blueprint = Blueprint("office_pages", __name__, template_folder="templates")


def office_page(
    template: str, current: str, words: Mapping[str, Any] | None = None, **facts: Any
) -> Response:
    """Return the page `template`, an heir of office/base.html.

    `current` is the id of its link in SIDE; `words` and `facts` are as of `console_page`.
    """
    said = {**office_strings.frame(), **(words or {})}
    return console_page(template, "office", said, side=SIDE, here=current, **facts)


@route(blueprint, "/office/organisation", allow=OFFICIALS, page=True)
def organisation() -> Response:
    return office_page("office/organisation.html", "organisation", office_strings.organisation())
