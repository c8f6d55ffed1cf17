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
    """A page that the side of every e-office page leads to; `label` is a lazy text.

    `count` is the counter that stands beside it, of GET /v1/office/counters.
    """

    id: str
    label: Any
    href: str
    count: str = ""


@dataclass(frozen=True)
class Section:
    """Links under a heading."""

    label: Any
    links: tuple[Link, ...]


LETTERS = "/office/letters?box="
SIDE: list[Section] = [
    Section(
        _("Naskah masuk"),
        (
            Link("inbox", _("Surat masuk"), "/office", "unread"),
            Link("dispositions", _("Disposisi"), "/office/dispositions", "unread_dispositions"),
            Link("copies", _("Tembusan"), f"{LETTERS}copies", "unread_copies"),
            Link("incoming", _("Agenda surat masuk"), "/office/incoming"),
        ),
    ),
    Section(
        _("Naskah keluar"),
        (
            Link("to_initial", _("Perlu paraf"), f"{LETTERS}to_initial", "to_initial"),
            Link("to_sign", _("Perlu tanda tangan"), f"{LETTERS}to_sign", "to_sign"),
            Link("to_send", _("Siap kirim"), f"{LETTERS}to_send", "to_send"),
            Link("drafts", _("Draf saya"), f"{LETTERS}drafts", "drafts"),
            Link("sent", _("Terkirim"), f"{LETTERS}sent"),
        ),
    ),
    Section(
        _("Arsip"),
        (
            Link("search", _("Cari naskah"), "/office/search"),
            Link("archive", _("Berkas arsip"), "/office/archive"),
            Link("books", _("Buku agenda"), "/office/books"),
            Link("statistics", _("Statistik"), "/office/statistics"),
        ),
    ),
    Section(
        _("Tata kelola"),
        (
            Link("organisation", _("Organisasi"), "/office/organisation"),
            Link("letterheads", _("Kop surat"), "/office/letterheads"),
        ),
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
    words = office_strings.organisation()
    levels = words["levels"].items()
    return office_page("office/organisation.html", "organisation", words, levels=levels)
