"""The pages on which a letter is read and acted on, and on which a list of them is signed."""

from __future__ import annotations

from flask import Blueprint, Response

from services.gateway.routing import route
from services.gateway.web import office_letter_words as words
from services.gateway.web.office import OFFICIALS, office_page

blueprint = Blueprint("office_letter_pages", __name__, template_folder="templates")


@route(blueprint, "/office/letters/<letter>", allow=OFFICIALS, page=True)
def letter(letter: str) -> Response:
    return office_page("office/letter.html", "letters", words.letter(), letter=letter)


@route(blueprint, "/office/signing", allow=OFFICIALS, page=True)
def sign_list() -> Response:
    return office_page("office/signing.html", "to_sign", words.signing_list())
