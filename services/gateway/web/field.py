"""The field page of polling-station crews: a page that works without a signal.

Its service worker keeps exactly the files named here, under a version made of their content, so
that a phone never mixes modules of two releases.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from flask import Blueprint, Response, render_template, request
from flask_babel import force_locale
from flask_babel import gettext as _

from services.gateway.pages import FOLDER as PAGES
from services.gateway.pages import languages
from services.gateway.parts import parts
from services.gateway.routing import PUBLIC, route
from services.gateway.web.field_strings import strings
from services.gateway.web.pages import FOLDER, VENDOR

PATH = "/field"
WORKER = FOLDER / "templates" / "field" / "worker.js"
NAMES = {"id": "Bahasa Indonesia", "en": "English"}
SHARED = ("js/dom.js", "js/format.js", "css/tokens.css", "css/field.css")
PACKAGES = ("idb.js", "archivo-latin.woff2", "archivo-latin-ext.woff2", "plex-mono-latin.woff2")
ICONS = ("icons/field.svg", "icons/field-192.png", "icons/field-512.png")

blueprint = Blueprint("field", __name__, template_folder="templates")


@route(blueprint, PATH, allow=PUBLIC, page=True)
def field() -> str:
    return _page(_language())


@route(blueprint, f"{PATH}/manifest.webmanifest", allow=PUBLIC, page=True)
def manifest() -> Response:
    body = orjson.dumps(_manifest())
    return Response(body, content_type="application/manifest+json")


@route(blueprint, f"{PATH}/worker.js", allow=PUBLIC, page=True)
def worker() -> Response:
    """The service worker: a module that can send in the background, or a plain script."""
    is_module = request.args.get("type") == "module"
    head = 'import { sendAll } from "/static/js/field/sender.js";\n' if is_module else ""
    known = {"VERSION": version(), "FILES": files(), "DEFAULT": parts().settings.language}
    facts = "".join(
        f"const {name} = {orjson.dumps(value).decode()};\n" for name, value in known.items()
    )
    send = "const send = sendAll;\n" if is_module else "const send = null;\n"
    body = head + facts + send + WORKER.read_text(encoding="utf-8")
    response = Response(body, content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = PATH
    response.headers["Cache-Control"] = "no-cache"
    return response


def files() -> list[str]:
    """Return the addresses of everything that the page needs without a signal."""
    pages = [f"{PATH}?lang={language}" for language in languages()]
    return [*pages, f"{PATH}/manifest.webmanifest", *_stored()]


def version() -> str:
    """Return a name for what these files hold now."""
    known = hashlib.sha256(WORKER.read_bytes())
    for path in _stored().values():
        known.update(path.read_bytes() if path.is_file() else b"")
    for language in languages():
        known.update(_page(language).encode())
    return known.hexdigest()[:16]


def _stored() -> dict[str, Path]:
    """Return the files on disk by their addresses."""
    static = FOLDER / "static"
    modules = sorted((static / "js" / "field").glob("*.js"))
    ours = [*modules, *(static / name for name in (*SHARED, *ICONS))]
    packages = Path(parts().settings.node_modules).resolve()
    return {
        **{f"/static/{path.relative_to(static).as_posix()}": path for path in ours},
        **{f"/static/vendor/{name}": packages / VENDOR[name] for name in PACKAGES},
        "/static/pages/mark.svg": PAGES / "static" / "mark.svg",
    }


def _page(language: str) -> str:
    """Return the page; nothing in it hangs on who asks, as the phone keeps it."""
    zone = parts().settings.timezone
    with force_locale(language):
        return render_template(
            "field/field.html",
            language=language,
            timezone=zone.key,
            zone=datetime.now(UTC).astimezone(zone).tzname(),
            strings=orjson.dumps(strings() | {"otherLanguage": _other(language)}).decode(),
        )


def _language() -> str:
    asked = request.args.get("lang")
    return asked if asked in languages() else parts().settings.language


def _other(language: str) -> dict[str, str] | None:
    other = next((one for one in languages() if one != language), None)
    if other is None:
        return None
    return {"code": other, "name": NAMES[other], "href": f"{PATH}?lang={other}"}


def _manifest() -> dict[str, Any]:
    icons = [
        {"src": f"/static/{name}", "sizes": size, "type": kind, "purpose": "any maskable"}
        for name, size, kind in zip(
            ICONS,
            ("any", "192x192", "512x512"),
            ("image/svg+xml", "image/png", "image/png"),
            strict=True,
        )
    ]
    return {
        "id": PATH,
        "name": _("Kendali: hasil TPS"),
        "short_name": "Kendali TPS",
        "lang": parts().settings.language,
        "start_url": PATH,
        "scope": PATH,
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#ffffff",
        "icons": icons,
    }
