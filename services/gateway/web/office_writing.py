"""The pages on which letters are written: a new one's kind, a draft, and templates of kinds."""

from __future__ import annotations

from flask import Blueprint, Response

from services.gateway.routing import route
from services.gateway.web import office_writing_words as words
from services.gateway.web.office import OFFICIALS, office_page

blueprint = Blueprint("office_writing_pages", __name__, template_folder="templates")
LETTERS = "/office/letters"


@route(blueprint, f"{LETTERS}/new", allow=OFFICIALS, page=True)
def new_letter() -> Response:
    return office_page("office/choosing.html", "drafts", words.choosing())


@route(blueprint, f"{LETTERS}/templates", allow=OFFICIALS, page=True)
def letter_templates() -> Response:
    return office_page("office/templates.html", "drafts", words.templates())


@route(blueprint, f"{LETTERS}/<letter>/edit", allow=OFFICIALS, page=True)
def edit_letter(letter: str) -> Response:
    said = words.writing()
    choices = {name: list(said[name].items()) for name in ("securities", "urgencies")}
    return office_page(
        "office/writing.html", "drafts", said, letter=letter, meanings=said["meanings"], **choices
    )
