"""The wall's page and the files it is made of. What it shows comes later, over the stream."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import orjson
from flask import Blueprint, Response, make_response, render_template, request, send_file

from libs.kit import webhosts
from libs.kit.errors import NotFound
from services.gateway import edge
from services.gateway.pages import LANGUAGE_COOKIE, languages, others
from services.gateway.parts import parts
from services.gateway.routing import PUBLIC, SIGNED_IN, files, route
from services.gateway.web import keeping
from services.gateway.web.linking import LINKED, linked
from services.gateway.web.strings import strings

FOLDER = Path(__file__).parent
DAY, YEAR = 86_400, 31_536_000
WALL = {"wall": "utama", "scene": ""}  # what /wall may be asked for, and what it is without
_CODE = re.compile(r"(?=.{1,40}$)[a-z0-9]+(-[a-z0-9]+)*")
TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".woff2": "font/woff2",
}
_ARCHIVO = "@fontsource-variable/archivo/files/archivo"
_ADAPTER = "terra-draw-maplibre-gl-adapter"
_PLEX = "@fontsource/ibm-plex-mono/files/ibm-plex-mono"
_PDF = "pdfjs-dist/legacy/build"  # with what older browsers lack
# Nothing else of node_modules is served. MapLibre finds its worker beside itself. pdfjs-dist stays
# at 5.4.296: later ones read scans by WebAssembly alone, which our policy keeps from running.
VENDOR = {
    "idb.js": "idb/build/index.js",
    "maplibre-gl.mjs": "maplibre-gl/dist/maplibre-gl.mjs",
    "maplibre-gl-worker.mjs": "maplibre-gl/dist/maplibre-gl-worker.mjs",
    "maplibre-gl.css": "maplibre-gl/dist/maplibre-gl.css",
    "openjpeg_nowasm_fallback.js": "pdfjs-dist/wasm/openjpeg_nowasm_fallback.js",
    "pdf.mjs": f"{_PDF}/pdf.min.mjs",
    "pdf.worker.mjs": f"{_PDF}/pdf.worker.min.mjs",
    "pmtiles.js": "pmtiles/dist/pmtiles.js",
    "terra-draw.js": "terra-draw/dist/terra-draw.umd.js",
    "terra-draw-maplibre.js": f"{_ADAPTER}/dist/{_ADAPTER}.umd.js",
    **LINKED,
    "uplot.mjs": "uplot/dist/uPlot.esm.js",
    "uplot.css": "uplot/dist/uPlot.min.css",
    "archivo-latin.woff2": f"{_ARCHIVO}-latin-standard-normal.woff2",
    "archivo-latin-ext.woff2": f"{_ARCHIVO}-latin-ext-standard-normal.woff2",
    "plex-mono-latin.woff2": f"{_PLEX}-latin-500-normal.woff2",
}

blueprint = Blueprint("web", __name__, template_folder="templates")
# A browser asks each time whether a file of ours changed: a release must never meet old modules.
files(blueprint, "/static", FOLDER / "static", allow=PUBLIC, age=0)


@route(blueprint, "/static/vendor/<name>", allow=PUBLIC, limited=False)
def vendor(name: str) -> Response:
    if name not in VENDOR:
        raise NotFound(f"there is no file {name}")
    path = Path(parts().settings.node_modules).resolve() / VENDOR[name]
    if not path.is_file():
        raise NotFound(f"{name} is not installed in KENDALI_NODE_MODULES")
    file: Path | BytesIO = path
    if name in LINKED:
        file = BytesIO(linked(path, path.stat().st_mtime))
    return send_file(file, mimetype=TYPES[path.suffix], max_age=DAY, conditional=True)


@route(blueprint, "/wall", allow=SIGNED_IN, page=True)
def wall() -> Response:
    """Show a wall by its code, or one scene to look at; `utama` is the wall of no name."""
    asked = {name: request.args.get(name, usual) for name, usual in WALL.items()}
    wrong = [name for name, text in asked.items() if text and not _CODE.fullmatch(text)]
    if wrong:
        raise NotFound(f"{', '.join(wrong)} needs a code such as ruang")
    return _page(parts().settings.wall_election, **asked)


@route(blueprint, "/wall/<election>", allow=SIGNED_IN, page=True)
def wall_of(election: str) -> Response:
    return _page(election)


@route(blueprint, "/wall/worker.js", allow=PUBLIC, page=True)
def wall_worker() -> Response:
    """The service worker that lets a wall start without a network."""
    body = keeping.worker(FOLDER, Path(parts().settings.node_modules), VENDOR)
    response = Response(body, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/wall"
    return response


def _page(election: str, wall: str = "", scene: str = "") -> Response:
    settings = parts().settings
    zone = settings.timezone
    html = render_template(
        "wall/wall.html",
        election=election,
        wall=wall,
        scene=scene,
        target=settings.turnout_target,
        timezone=zone.key,
        zone=datetime.now(UTC).astimezone(zone).tzname(),
        strings=orjson.dumps(strings()).decode(),
        others=others(),
    )
    response = make_response(html)
    if wall or scene:
        shown = webhosts.sources(settings.wall_hosts)
        response.headers[edge.POLICY] = edge.policy(settings, shown)
    if request.args.get("lang") in languages():
        keep_language(response, request.args["lang"])
    return response


def keep_language(response: Response, language: str) -> None:
    """Keep the language asked for: a wall is restarted by its address alone."""
    secure = parts().settings.secure
    response.set_cookie(LANGUAGE_COOKIE, language, YEAR, secure=secure, samesite="Lax")
