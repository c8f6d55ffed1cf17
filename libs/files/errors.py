"""Why a file does not go on."""

from __future__ import annotations

from libs.kit.errors import Conflict, NotFound


class UnknownImport(NotFound):
    slug, title = "unknown-import", "No such import"


class ImportNotReady(Conflict):
    slug, title = "import-not-ready", "The import can't be applied as it stands"
