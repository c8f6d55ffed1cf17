"""Why something was refused, in Indonesian for who asks for it.

Services say it in English, the API's language. A page says with each request in which language it
is written; `Accept-Language: id` has title, detail and messages of a problem translated, and what
an answer says at the places that its route names. One
catalogue for each service: `"at most {most} bytes" = "paling banyak {most} bita"`. What stands in
none of them stays English: tests/unit/gateway/test_reasons.py names it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from flask import Request, Response

from services.gateway.reasons.catalogue import Catalogue, templates

ENGLISH, INDONESIAN = LANGUAGES = ("en", "id")  # the first one where nothing is asked for
FILES = tuple(sorted(Path(__file__).parent.glob("*.toml")))


@cache
def _indonesian() -> Catalogue:
    return Catalogue(templates(FILES))


def asked_for(request: Request) -> str:
    """Return the language in which who asks wants to be told."""
    return request.accept_languages.best_match(LANGUAGES) or ENGLISH


def mark(response: Response, language: str) -> Response:
    """Have an answer say in which language it is, and that it is there in others."""
    response.content_language.add(language)
    response.vary.add("Accept-Language")
    return response


def within(answer: Any, places: Iterable[str]) -> Any:
    """Return an answer with what it says at some places in Indonesian: `found.problems.message`.

    Of a list each one is meant; what is not there, or is no text, is left as it is.
    """
    for place in places:
        answer = _told_at(answer, place.split("."))
    return answer


def _told_at(found: Any, names: list[str]) -> Any:
    if isinstance(found, list):
        return [_told_at(one, names) for one in found]
    if not names:
        return told(found) if isinstance(found, str) else found
    if not isinstance(found, dict) or names[0] not in found:
        return found
    return {**found, names[0]: _told_at(found[names[0]], names[1:])}


def translated(problem: dict[str, Any]) -> dict[str, Any]:
    """Return an RFC 9457 object in Indonesian.

    Each of its errors keeps what the service said as `in_english`: pages that know better words for
    some of it, or read a place out of it, go by that.
    """
    texts = {name: told(problem[name]) for name in ("title", "detail")}
    if "errors" not in problem:
        return {**problem, **texts}
    errors = [
        {**one, "message": told(one["message"]), "in_english": one["message"]}
        for one in problem["errors"]
    ]
    return {**problem, **texts, "errors": errors}


def told(text: str) -> str:
    """Return what a service says, in Indonesian."""
    return _indonesian().told(text)
