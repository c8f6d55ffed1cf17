"""The gateway's own pages: log-in, errors, the API's description."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, request

from services.gateway.parts import parts
from services.gateway.routing import PUBLIC, files

FOLDER = Path(__file__).parent
LANGUAGES = ("id", "en")
LANGUAGE_COOKIE = "kendali_lang"

blueprint = Blueprint("pages", __name__, template_folder="templates")
files(blueprint, "/static/pages", FOLDER / "static", allow=PUBLIC)


def language() -> str:
    """Return the language of this request's page: asked with ?lang=, kept in a cookie, or ours.

    The browser's own languages don't count: most of the region's machines were set up in English
    by whoever sold them, and are read by people who work in Indonesian.
    """
    asked = request.args.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    return asked if asked in LANGUAGES else parts().settings.language
