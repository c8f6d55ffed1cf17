"""Libraries of many small modules, served as they are installed, each import led to our address.

A browser knows no bare name as in `from "prosemirror-model"`. An import map would have to stand in
the page, which our Content-Security-Policy forbids; a bundler would be a build step.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

# ProseMirror, the editor of letters: what is its own, and what it stands on.
MODULES = {
    **{
        f"prosemirror-{name}": f"prosemirror-{name}/dist/index.js"
        for name in (
            "commands", "history", "keymap", "model", "schema-list", "state", "tables",
            "transform", "view",
        )
    },
    "orderedmap": "orderedmap/dist/index.js",
    "rope-sequence": "rope-sequence/dist/index.js",
    "w3c-keyname": "w3c-keyname/index.js",
}  # fmt: skip
LINKED = {f"{name}.js": path for name, path in MODULES.items()}
_IMPORT = re.compile(r"""(\b(?:from|import)\s*)(["'])([a-z0-9-]+)\2""")


@lru_cache(maxsize=32)
def linked(path: Path, _changed: float) -> bytes:
    """Return the module's text with its imports led to where they are served."""
    return _IMPORT.sub(_lead, path.read_text(encoding="utf-8")).encode()


def _lead(found: re.Match[str]) -> str:
    start, quote, name = found.groups()
    known = f"/static/vendor/{name}.js" if name in MODULES else name
    return f"{start}{quote}{known}{quote}"
