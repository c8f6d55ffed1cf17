"""The pages of the archive: files, a file, agenda books, statistics."""

from __future__ import annotations

from flask import Blueprint, Response

from services.gateway.routing import route
from services.gateway.web import office_archive_words as words
from services.gateway.web.office import OFFICIALS, office_page

blueprint = Blueprint("office_archive_pages", __name__, template_folder="templates")


@route(blueprint, "/office/archive", allow=OFFICIALS, page=True)
def archive() -> Response:
    return office_page("office/archive.html", "archive", words.archive())


@route(blueprint, "/office/archive/<file>", allow=OFFICIALS, page=True)
def archive_file(file: str) -> Response:
    return office_page("office/archive_file.html", "archive", words.file(), file=file)


@route(blueprint, "/office/books", allow=OFFICIALS, page=True)
def books() -> Response:
    return office_page("office/books.html", "books", words.books())


@route(blueprint, "/office/statistics", allow=OFFICIALS, page=True)
def statistics() -> Response:
    return office_page("office/statistics.html", "statistics", words.statistics())
