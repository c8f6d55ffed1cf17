"""The gateway's own pages: log-in, errors, the API's description; and whose they are."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request, send_file
from flask_babel import get_locale

from libs.kit.errors import NotFound
from libs.kit.region import Region
from services.gateway.parts import parts
from services.gateway.routing import PUBLIC, files, route

FOLDER = Path(__file__).parent
LANGUAGE_COOKIE = "kendali_lang"
LOGO, EMBLEM = "/region/logo", "/static/pages/mark.svg"
LOGO_SECONDS = 3600

blueprint = Blueprint("pages", __name__, template_folder="templates")
files(blueprint, "/static/pages", FOLDER / "static", allow=PUBLIC)


def language() -> str:
    """Return the language of this request's page: asked with ?lang=, kept in a cookie, or ours.

    The browser's own languages don't count: most of the region's machines were set up in English
    by whoever sold them, and are read by people who work in Indonesian.
    """
    asked = request.args.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    return asked if asked in languages() else parts().settings.language


def languages() -> tuple[str, ...]:
    """Return the languages in which this region has its pages."""
    return parts().settings.region.languages


def others() -> list[str]:
    """Return the languages that this request's page may be changed to."""
    return [one for one in languages() if one != str(get_locale())]


def named(region: Region) -> dict[str, Any]:
    """Return what every template knows of the region; `emblem` is the address of its picture."""
    return {"region": region, "emblem": LOGO if region.logo else EMBLEM}


@route(blueprint, LOGO, allow=PUBLIC, page=True, limited=False)
def logo() -> Response:
    """Return the region's logo, whose bytes were looked at when its file was read."""
    found = parts().settings.region.logo
    if found is None:
        raise NotFound("this region has no logo")
    return send_file(
        BytesIO(found.data),
        mimetype=found.type,
        etag=sha256(found.data).hexdigest()[:32],
        max_age=LOGO_SECONDS,
        conditional=True,
    )
