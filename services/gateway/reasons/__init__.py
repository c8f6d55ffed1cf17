"""Why something was refused, in Indonesian for who asks for it.

Services say it in English, the API's language. A page says with each request in which language it
is written; `Accept-Language: id` has title, detail and messages of a problem translated. One
catalogue for each service: `"at most {most} bytes" = "paling banyak {most} bita"`. What stands in
none of them stays English: tests/unit/gateway/test_reasons.py names it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from services.gateway.reasons.catalogue import Catalogue, templates

ENGLISH, INDONESIAN = LANGUAGES = ("en", "id")  # the first one where nothing is asked for
FILES = tuple(sorted(Path(__file__).parent.glob("*.toml")))


@cache
def _indonesian() -> Catalogue:
    return Catalogue(templates(FILES))


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
