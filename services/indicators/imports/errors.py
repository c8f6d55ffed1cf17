"""Why an import does not go on."""

from __future__ import annotations

from libs.kit.errors import Conflict, NotFound


class UnknownImport(NotFound):
    slug, title = "unknown-import", "No such import"


class ImportNotReady(Conflict):
    slug, title = "import-not-ready", "The import can't be applied as it stands"


class ImportRefused(Conflict):
    slug, title = "import-refused", "Rows of the file are refused, so none is taken"
