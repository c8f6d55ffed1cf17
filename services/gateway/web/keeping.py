"""The service worker of the wall: its files and its page, kept for a start without a network.

While a network is there everything comes from it, so that a release never meets old modules; what
came last is given where none answers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import orjson

from services.gateway.pages import FOLDER as PAGES

SCRIPTS = ("*.js", "wall/*.js", "walls/draft.js", "walls/showing.js", "stages/tree.js")
SHEETS = ("tokens.css", "wall.css", "wall-*.css")
PACKAGES = ("maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css", "archivo-latin.woff2")


def worker(folder: Path, packages: Path, vendor: Mapping[str, str]) -> bytes:
    """Return the script, with the addresses of all files and a version made of their content."""
    script = folder / "templates" / "wall" / "worker.js"
    found = files(folder / "static") | {
        f"/static/vendor/{name}": packages / vendor[name] for name in PACKAGES
    }
    known = hashlib.sha256(script.read_bytes())
    for path in found.values():
        known.update(path.read_bytes() if path.is_file() else b"")
    head = f"const VERSION = {orjson.dumps(known.hexdigest()[:16]).decode()};\n"
    head += f"const FILES = {orjson.dumps(sorted(found)).decode()};\n"
    return head.encode() + script.read_bytes()


def files(static: Path) -> dict[str, Path]:
    """Return our own files that the wall is made of, by their addresses."""
    scripts = [path for form in SCRIPTS for path in (static / "js").glob(form)]
    sheets = [path for form in SHEETS for path in (static / "css").glob(form)]
    ours = {f"/static/{path.relative_to(static).as_posix()}": path for path in scripts + sheets}
    return ours | {"/static/pages/mark.svg": PAGES / "static" / "mark.svg"}
